package io.millrace.engine.run;

import java.util.List;

/**
 * A stage that has frames and gets nowhere.
 *
 * @param stage index of the stage
 * @param thread name of its thread
 * @param node the node that is at work
 * @param reason what it is doing: {@code at one frame}, {@code waits for space in EDGE}, {@code kept back by a flow limit}
 * @param forNanos for how long nothing has moved, ns
 * @param inFlight frames that wait or are worked on there
 * @param stack where the thread is, innermost call first; empty if it is not at work
 */
public record StageStall(
        int stage, String thread, String node, String reason, long forNanos, long inFlight, List<String> stack) {

    /**
     * Makes the list immutable.
     *
     * @param stage index of the stage
     * @param thread name of its thread
     * @param node the node that is at work
     * @param reason what it is doing
     * @param forNanos for how long nothing has moved
     * @param inFlight frames that wait or are worked on there
     * @param stack where the thread is
     */
    public StageStall {
        stack = List.copyOf(stack);
    }

    /** The form in logs and reports, without the stack. */
    @Override
    public String toString() {
        return "stage is stalled: stage=" + stage + ", thread=" + thread + ", node=" + node + ", for-ms="
                + forNanos / 1_000_000 + ", in-flight=" + inFlight + ", reason=" + reason;
    }
}
