package io.millrace.engine.compile;

import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedPath;
import java.util.ArrayList;
import java.util.List;

/** Finds every way from a source to an end and adds up delay, arithmetic and hops along it. */
final class PathFinder {

    /** A graph with more paths than this is described by the first ones. */
    private static final int MAX_PATHS = 256;

    private final List<PlannedNode> nodes;
    private final List<PlannedEdge> edges;
    private final List<PlannedPath> paths = new ArrayList<>();

    PathFinder(List<PlannedNode> nodes, List<PlannedEdge> edges) {
        this.nodes = nodes;
        this.edges = edges;
    }

    List<PlannedPath> paths() {
        for (PlannedNode node : nodes) {
            if (node.role() == PlannedNode.Role.SOURCE) {
                follow(node, List.of(), 0, 0, 0);
            }
        }
        return paths;
    }

    private void follow(PlannedNode node, List<String> before, long delayNanos, double macsPerSecond, int hops) {
        if (paths.size() >= MAX_PATHS) {
            return;
        }
        List<String> here = new ArrayList<>(before);
        here.add(node.name());
        long delay = delayNanos + node.contract().delayNanos();
        List<PlannedEdge> leaving =
                edges.stream().filter(e -> e.from().equals(node.name())).toList();
        if (leaving.isEmpty()) {
            paths.add(new PlannedPath(here, delay, macsPerSecond, hops));
        }
        for (PlannedEdge edge : leaving) {
            PlannedNode next = nodes.stream()
                    .filter(n -> n.name().equals(edge.to()))
                    .findFirst()
                    .orElseThrow();
            double macs =
                    macsPerSecond + next.contract().macsPerFrame() * edge.spec().rateHz();
            follow(next, here, delay, macs, hops + (edge.crossesStage() ? 1 : 0));
        }
    }
}
