package io.millrace.api.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong, so that it can be told at once. Not thread-safe. */
public final class Problems {

    private final List<Problem> found = new ArrayList<>();

    /** Makes an empty collection. */
    public Problems() {}

    /**
     * Notes a problem.
     *
     * @param location where it stands
     * @param message what is wrong: {@code what: key=value, key=value (expected ...)}
     */
    public void add(Location location, String message) {
        Problem problem = new Problem(location, message);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /**
     * Whether nothing is wrong so far.
     *
     * @return true if no problem was noted
     */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * Number of problems so far.
     *
     * @return count, 0 or more
     */
    public int size() {
        return found.size();
    }

    /**
     * The problems, by file and line.
     *
     * @return a sorted copy
     */
    public List<Problem> sorted() {
        return found.stream()
                .sorted(Comparator.comparing((Problem p) -> p.location().file())
                        .thenComparingInt(p -> p.location().line()))
                .toList();
    }

    /**
     * Ends a check.
     *
     * @param what what was checked, for the first line of the message
     * @throws ConfigException if a problem was noted
     */
    public void throwIfAny(String what) {
        if (!found.isEmpty()) {
            throw new ConfigException(what, sorted());
        }
    }
}
