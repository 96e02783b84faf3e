package io.millrace.api.config;

import java.util.List;
import java.util.stream.Collectors;

/** Says that a configuration is refused, with every problem in it. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Makes the refusal.
     *
     * @param what what is refused
     * @param problems all of its problems
     */
    public ConfigException(String what, List<Problem> problems) {
        super(what + " has " + problems.size() + (problems.size() == 1 ? " problem:\n" : " problems:\n")
                + problems.stream().map(p -> "  " + p).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /**
     * All problems, by file and line.
     *
     * @return an immutable list
     */
    public List<Problem> problems() {
        return problems;
    }
}
