package io.millrace.cli.view;

import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.stream.StreamSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A port that a {@code terminal} sink takes.
 *
 * @param name name in the pipeline
 * @param kind how it is drawn
 * @param spec what it carries
 */
public record ShownPort(String name, PortKind kind, StreamSpec spec) {

    /**
     * Finds what the terminal sinks of a plan take.
     *
     * @param plan the plan
     * @return ports by name, in the order of the sinks' inputs
     */
    public static Map<String, ShownPort> of(Plan plan) {
        Map<String, ShownPort> ports = new LinkedHashMap<>();
        for (PlannedEdge edge : plan.edges()) {
            PlannedNode to = plan.node(edge.to());
            if (to.role() == PlannedNode.Role.SINK && to.type().equals(TerminalTransport.NAME)) {
                PlannedNode from = plan.node(edge.from());
                String output = from.contract().outputs().get(edge.output()).name();
                PortKind kind = PortKind.of(from, edge.spec());
                if (edge.output() == 0) {
                    ports.put(edge.from(), new ShownPort(edge.from(), kind, edge.spec()));
                }
                String full = edge.from() + "." + output;
                ports.putIfAbsent(full, new ShownPort(full, kind, edge.spec()));
            }
        }
        return ports;
    }
}
