package io.millrace.api.graph;

import io.millrace.api.config.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a node does not work on: frames that are too old, and frames beyond those that are still under way behind it.
 *
 * @param deadline how old a frame may be, from its arrival, when the node takes it; what is older is dropped before any
 *     work is spent on it and counted as {@code stale}; zero for any age
 * @param maxInFlight how many frames may be under way from here to the end of {@code until}; a further one waits in the
 *     node's queue, whose policy says what happens there; 0 for any number
 * @param until the node behind this one whose work ends a frame's way, or null
 */
public record Limits(
        Duration deadline, int maxInFlight, @Nullable String until) {

    /** Every frame is worked on. */
    public static final Limits NONE = new Limits(Duration.ZERO, 0, null);

    /**
     * Checks that both halves of the flow limit are there, or none.
     *
     * @param deadline how old a frame may be
     * @param maxInFlight how many frames may be under way
     * @param until the node that ends a frame's way, or null
     * @throws IllegalArgumentException if a value is negative or the flow limit is half stated
     */
    public Limits {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException(
                    "deadline out of range: deadline=" + deadline + " (expected more than 0)");
        }
        if (maxInFlight < 0 || (maxInFlight > 0) != (until != null)) {
            throw new IllegalArgumentException("flow limit is half described: max-in-flight="
                    + (maxInFlight == 0 ? null : maxInFlight) + ", until=" + until
                    + " (expected both max-in-flight, at least 1, and until, or neither)");
        }
    }

    /**
     * The same with a deadline.
     *
     * @param age how old a frame may be
     * @return other limits
     */
    public Limits withDeadline(Duration age) {
        return new Limits(age, maxInFlight, until);
    }

    /**
     * The same with a flow limit.
     *
     * @param frames how many frames may be under way, at least 1
     * @param end the node that ends a frame's way
     * @return other limits
     */
    public Limits withMaxInFlight(int frames, String end) {
        return new Limits(deadline, frames, end);
    }

    /** The form in which plans show it, empty if there is no limit. */
    @Override
    public String toString() {
        String age = deadline.isZero() ? "" : "deadline " + Durations.print(deadline);
        String flow = maxInFlight == 0 ? "" : "at most " + maxInFlight + " in flight until " + until;
        return age + (age.isEmpty() || flow.isEmpty() ? "" : ", ") + flow;
    }
}
