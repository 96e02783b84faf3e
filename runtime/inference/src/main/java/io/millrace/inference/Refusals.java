package io.millrace.inference;

import io.millrace.api.operator.Inputs;

/** Takes what is wrong with a model, its settings or its stream. */
@FunctionalInterface
interface Refusals {

    /**
     * Notes a problem, in the parts of {@link Inputs#refuse}.
     *
     * @param what what is wrong
     * @param found {@code key=value, key=value}
     * @param expected what would have been right
     */
    void refuse(String what, String found, String expected);
}
