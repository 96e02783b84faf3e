package io.millrace.engine.run;

import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedNode;
import java.util.List;
import java.util.Map;

/** Reads what was measured at the nodes of a run. Any thread. */
final class NodeReports {

    private final Plan plan;
    private final Map<String, NodeRunner> runners;

    NodeReports(Plan plan, Map<String, NodeRunner> runners) {
        this.plan = plan;
        this.runners = runners;
    }

    List<NodeReport> all() {
        return plan.nodes().stream()
                .filter(node -> node.role() != PlannedNode.Role.SOURCE)
                .map(node -> of(node.name()))
                .toList();
    }

    NodeReport of(String name) {
        PlannedNode node = plan.node(name);
        NodeRunner runner = runners.get(name);
        if (runner == null) {
            throw new IllegalArgumentException(
                    "node is not measured: node=" + name + " (expected a decoder, an operator or a sink)");
        }
        NodeStats stats = runner.stats();
        return new NodeReport(
                node.name(),
                node.type(),
                node.stage(),
                runner.recovery().state(),
                runner.recovery().cause(),
                stats.failures(),
                stats.service(),
                stats.age(),
                lagNanos(stats),
                runner.gauges());
    }

    /** How far a node is behind the one that is furthest, in event time; -1 if it has seen nothing. */
    private long lagNanos(NodeStats stats) {
        long newest = runners.values().stream()
                .mapToLong(runner -> runner.stats().timeNanos())
                .max()
                .orElse(Long.MIN_VALUE);
        return stats.timeNanos() == Long.MIN_VALUE ? -1 : Math.max(0, newest - stats.timeNanos());
    }
}
