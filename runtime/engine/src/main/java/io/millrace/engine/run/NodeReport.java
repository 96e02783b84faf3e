package io.millrace.engine.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured at one node.
 *
 * @param node name of the node
 * @param type operator or transport
 * @param stage index of its stage
 * @param state whether it works
 * @param cause what it failed with last, while it does not work; null otherwise
 * @param failures how often its processor threw
 * @param service time spent in it for a frame, without what it passes frames on to; timed on a sample of frames
 * @param age at an end of the graph, how old frames were when it had taken them; empty elsewhere and on a virtual clock
 * @param lagNanos how far it is behind the newest event time in the graph, ns; of frames that were timed; -1 before any
 * @param gauges what its processor says about its work, by name, in the processor's order
 */
public record NodeReport(
        String node,
        String type,
        int stage,
        NodeState state,
        @Nullable String cause,
        long failures,
        Latency service,
        Latency age,
        long lagNanos,
        Map<String, Double> gauges) {

    /**
     * Makes the map immutable, in its order.
     *
     * @param node name of the node
     * @param type operator or transport
     * @param stage index of its stage
     * @param state whether it works
     * @param cause what it failed with last
     * @param failures how often its processor threw
     * @param service time spent in it for a frame
     * @param age how old frames were at an end of the graph
     * @param lagNanos how far it is behind the newest event time
     * @param gauges what its processor says about its work
     */
    public NodeReport {
        gauges = Collections.unmodifiableMap(new LinkedHashMap<>(gauges));
    }
}
