package io.millrace.api.plan;

import io.millrace.api.config.Location;
import io.millrace.api.graph.Limits;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.operator.Contract;
import java.util.List;

/**
 * A node of a plan: a source, a decoder, an operator or a sink.
 *
 * @param name name in the pipeline; a source with a decoder appears as {@code name.raw} before its decoder
 *     {@code name}
 * @param role what it is
 * @param type operator or transport
 * @param settings its settings, {@code key=value} each, defaults included
 * @param contract what it promises; a sink's has no outputs
 * @param onFailure what happens when it throws
 * @param limits what it does not work on
 * @param stage index of the stage that runs it
 * @param timedEvery of how many frames one is timed, 1 or more
 * @param location where it is written
 */
public record PlannedNode(
        String name,
        Role role,
        String type,
        List<String> settings,
        Contract contract,
        OnFailure onFailure,
        Limits limits,
        int stage,
        int timedEvery,
        Location location) {

    /** What a node is. */
    public enum Role {
        /** A way in; its stage is the transport's own thread. */
        SOURCE,
        /** Turns a source's records into frames. */
        DECODER,
        /** An operator of the graph. */
        OPERATOR,
        /** A way out. */
        SINK
    }

    /**
     * Makes the list immutable.
     *
     * @param name name in the pipeline
     * @param role what it is
     * @param type operator or transport
     * @param settings its settings
     * @param contract what it promises
     * @param onFailure what happens when it throws
     * @param limits what it does not work on
     * @param stage index of the stage that runs it
     * @param timedEvery of how many frames one is timed
     * @param location where it is written
     */
    public PlannedNode {
        settings = List.copyOf(settings);
    }
}
