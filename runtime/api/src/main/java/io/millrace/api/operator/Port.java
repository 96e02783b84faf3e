package io.millrace.api.operator;

import io.millrace.api.stream.StreamSpec;

/**
 * A named output of an operator.
 *
 * @param name kebab-case name; {@code out} where there is only one
 * @param spec what it carries
 */
public record Port(String name, StreamSpec spec) {

    /** Name of the output of an operator that has only one. */
    public static final String OUT = "out";
}
