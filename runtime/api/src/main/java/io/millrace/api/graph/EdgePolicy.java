package io.millrace.api.graph;

import io.millrace.api.config.Words;

/**
 * How an edge that crosses from one stage to another is bounded.
 *
 * @param overflow what a full queue does
 * @param capacity frames that the queue holds, 1..1048576
 */
public record EdgePolicy(Overflow overflow, int capacity) {

    /** The largest queue that a file may ask for, frames. */
    public static final int MAX_CAPACITY = 1 << 20;

    /**
     * Checks the capacity.
     *
     * @param overflow what a full queue does
     * @param capacity frames that the queue holds
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public EdgePolicy {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity out of range: capacity=" + capacity + " (expected 1.." + MAX_CAPACITY + ")");
        }
    }

    @Override
    public String toString() {
        return Words.of(overflow) + "(" + capacity + ")";
    }
}
