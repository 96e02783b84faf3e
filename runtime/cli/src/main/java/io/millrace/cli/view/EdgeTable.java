package io.millrace.cli.view;

import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.NodeReport;
import io.millrace.engine.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The books of a run as a table: a line for each edge, with the service time of the node it leads to. */
public final class EdgeTable {

    private EdgeTable() {}

    /**
     * Draws the table.
     *
     * @param report the books
     * @return a heading and a line for each edge and for each subscribed port
     */
    public static List<String> of(RunReport report) {
        Map<String, NodeReport> nodes =
                report.nodes().stream().collect(Collectors.toMap(NodeReport::node, Function.identity()));
        List<EdgeCount> edges = new ArrayList<>(report.edges());
        edges.addAll(report.ports());
        int name = Math.max(
                12, edges.stream().mapToInt(e -> shown(e.edge()).length()).max().orElse(0));
        List<String> lines = new ArrayList<>();
        lines.add(row(name, "edge", "in", "out", "in flight", "p50", "p99", "dropped"));
        for (EdgeCount edge : edges) {
            NodeReport node = nodes.get(consumer(edge.edge(), nodes));
            boolean timed = node != null && node.service().samples() > 0;
            lines.add(row(
                    name,
                    shown(edge.edge()),
                    Text.count(edge.in()),
                    Text.count(edge.out()),
                    Text.count(edge.inFlight()),
                    timed && node != null ? Text.nanos((double) node.service().p50Nanos()) : "-",
                    timed && node != null ? Text.nanos((double) node.service().p99Nanos()) : "-",
                    dropped(edge)));
        }
        return lines;
    }

    private static String row(
            int name, String edge, String in, String out, String inFlight, String p50, String p99, String dropped) {
        return Text.left(edge, name) + Text.right(in, 9) + Text.right(out, 9) + Text.right(inFlight, 11)
                + Text.right(p50, 9) + Text.right(p99, 9) + "  " + dropped;
    }

    private static String dropped(EdgeCount edge) {
        if (edge.dropped().isEmpty()) {
            return "-";
        }
        return edge.dropped().entrySet().stream()
                .map(e -> Text.count(e.getValue()) + " " + e.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String shown(String edge) {
        return edge.replace("->", " → ");
    }

    /** The node that an edge leads to; its id ends with the input's name if the node has several. */
    private static String consumer(String edge, Map<String, NodeReport> nodes) {
        String to = edge.substring(edge.indexOf("->") + 2);
        if (nodes.containsKey(to)) {
            return to;
        }
        int dot = to.lastIndexOf('.');
        return dot < 0 ? to : to.substring(0, dot);
    }
}
