package io.millrace.engine.run;

import io.millrace.api.graph.Limits;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.engine.edge.QueueEdge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a gate before every node with a flow limit. */
final class FlowLimits {

    private final Plan plan;
    private final Map<String, QueueEdge> queues;

    FlowLimits(Plan plan, Map<String, QueueEdge> queues) {
        this.plan = plan;
        this.queues = queues;
    }

    void install(List<StageLoop> loops, List<QueueEdge.Host> hosts) {
        for (PlannedNode node : plan.nodes()) {
            Limits limits = node.limits();
            if (limits.until() != null) {
                List<QueueEdge> behind = behind(node.name(), limits.until());
                behind.forEach(edge -> edge.onDelivered(hosts.get(node.stage())::ready));
                FlowGate gate = new FlowGate(behind, limits.maxInFlight());
                plan.edges().stream()
                        .filter(e -> e.to().equals(node.name()) && e.crossesStage())
                        .forEach(e -> loops.get(node.stage()).guard(queue(e), gate));
            }
        }
    }

    /** The queues on every way from one node to another. */
    private List<QueueEdge> behind(String first, String last) {
        Set<String> after = closure(first, PlannedEdge::from, PlannedEdge::to);
        Set<String> before = closure(last, PlannedEdge::to, PlannedEdge::from);
        List<QueueEdge> behind = new ArrayList<>();
        for (PlannedEdge edge : plan.edges()) {
            if (edge.crossesStage() && after.contains(edge.from()) && before.contains(edge.to())) {
                behind.add(queue(edge));
            }
        }
        return behind;
    }

    private QueueEdge queue(PlannedEdge edge) {
        QueueEdge queue = queues.get(edge.id());
        if (queue == null) {
            throw new IllegalStateException("edge has no queue: edge=" + edge.id() + " (expected one per policy)");
        }
        return queue;
    }

    /** A node and all that can be reached from it, in one direction. */
    private Set<String> closure(String start, End here, End there) {
        Set<String> reached = new HashSet<>(Set.of(start));
        boolean grows = true;
        while (grows) {
            grows = false;
            for (PlannedEdge edge : plan.edges()) {
                grows |= reached.contains(here.of(edge)) && reached.add(there.of(edge));
            }
        }
        return reached;
    }

    /** One end of an edge. */
    private interface End {
        String of(PlannedEdge edge);
    }
}
