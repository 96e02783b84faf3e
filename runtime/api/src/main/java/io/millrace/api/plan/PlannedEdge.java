package io.millrace.api.plan;

import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.stream.StreamSpec;
import org.jspecify.annotations.Nullable;

/**
 * An edge of a plan.
 *
 * @param from name of the node it leaves
 * @param output 0-based output it leaves by
 * @param to name of the node it enters
 * @param input 0-based input it enters by
 * @param inputName name of that input
 * @param spec what it carries
 * @param policy queue between two stages, or null within one stage
 * @param bytes memory of the full queue: frames at their nominal size, with headers
 */
public record PlannedEdge(
        String from,
        int output,
        String to,
        int input,
        String inputName,
        StreamSpec spec,
        @Nullable EdgePolicy policy,
        long bytes) {

    /**
     * The name in reports and metrics.
     *
     * @return {@code from->to}, with {@code .input} appended if the node has several
     */
    public String id() {
        return from + "->" + to + (inputName.equals("in") ? "" : "." + inputName);
    }

    /**
     * Whether the frames change threads here.
     *
     * @return true if there is a queue
     */
    public boolean crossesStage() {
        return policy != null;
    }
}
