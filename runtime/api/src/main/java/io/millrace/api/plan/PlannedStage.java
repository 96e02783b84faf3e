package io.millrace.api.plan;

import java.util.List;

/**
 * Nodes that share one thread and pass frames by plain calls.
 *
 * @param index 0-based
 * @param thread name of the thread
 * @param nodes names in the order frames pass them
 */
public record PlannedStage(int index, String thread, List<String> nodes) {

    /**
     * Makes the list immutable.
     *
     * @param index 0-based
     * @param thread name of the thread
     * @param nodes names in order
     */
    public PlannedStage {
        nodes = List.copyOf(nodes);
    }
}
