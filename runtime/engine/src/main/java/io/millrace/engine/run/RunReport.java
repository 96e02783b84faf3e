package io.millrace.engine.run;

import io.millrace.engine.edge.EdgeCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The books and measurements of a run, so far or final.
 *
 * @param pipeline name of the pipeline
 * @param state where the run stands
 * @param failure what stopped it, or null
 * @param elapsedNanos how long it has run, ns of the machine
 * @param sources where its frames come from
 * @param edges what went over every edge of the plan, in plan order
 * @param ports what went to the subscribers of ports
 * @param nodes what was measured at every decoder, operator and sink, in plan order
 * @param notes what happened to the run from outside, in order: what it resumed, what was changed, what went wrong
 *     beside it
 * @param stalls stages that have frames and get nowhere now
 */
public record RunReport(
        String pipeline,
        RunState state,
        @Nullable String failure,
        long elapsedNanos,
        List<SourceReport> sources,
        List<EdgeCount> edges,
        List<EdgeCount> ports,
        List<NodeReport> nodes,
        List<String> notes,
        List<StageStall> stalls) {

    /**
     * Makes the lists immutable.
     *
     * @param pipeline name of the pipeline
     * @param state where the run stands
     * @param failure what stopped it, or null
     * @param elapsedNanos how long it has run
     * @param sources where its frames come from
     * @param edges what went over every edge
     * @param ports what went to subscribers
     * @param nodes what was measured at every node
     * @param notes what happened from outside
     * @param stalls stages that get nowhere
     */
    public RunReport {
        sources = List.copyOf(sources);
        edges = List.copyOf(edges);
        ports = List.copyOf(ports);
        nodes = List.copyOf(nodes);
        notes = List.copyOf(notes);
        stalls = List.copyOf(stalls);
    }

    /**
     * Whether every edge and port balances: in = out + dropped + in flight.
     *
     * @return true if no frame was lost unnoticed
     */
    public boolean balances() {
        return edges.stream().allMatch(EdgeCount::balances) && ports.stream().allMatch(EdgeCount::balances);
    }

    /**
     * The counts of one edge.
     *
     * @param id name of the edge, {@code from->to}
     * @return its counts
     * @throws IllegalArgumentException if there is no such edge
     */
    public EdgeCount edge(String id) {
        return edges.stream()
                .filter(e -> e.edge().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such edge: edge=" + id + " (expected one of "
                        + edges.stream().map(EdgeCount::edge).toList() + ")"));
    }
}
