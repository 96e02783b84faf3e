package io.millrace.nir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A graph without graphs in it.
 *
 * @param nodes nodes by full name
 * @param edges edges between full names
 * @param input name of the Input
 * @param output name of the Output
 */
record FlatGraph(Map<String, NirNode> nodes, List<NirEdge> edges, String input, String output) {

    static FlatGraph of(NirGraph graph) {
        Map<String, NirNode> nodes = new TreeMap<>();
        List<NirEdge> edges = new ArrayList<>();
        collect("", graph, nodes, edges);
        return new FlatGraph(nodes, edges, end("", graph, "Input"), end("", graph, "Output"));
    }

    private static void collect(String prefix, NirGraph graph, Map<String, NirNode> nodes, List<NirEdge> edges) {
        for (Map.Entry<String, NirNode> entry : graph.nodes().entrySet()) {
            NirGraph inner = entry.getValue().graph();
            if (inner == null) {
                nodes.put(prefix + entry.getKey(), entry.getValue());
            } else {
                collect(prefix + entry.getKey() + "/", inner, nodes, edges);
            }
        }
        for (NirEdge edge : graph.edges()) {
            edges.add(new NirEdge(name(prefix, graph, edge.from(), "Output"), name(prefix, graph, edge.to(), "Input")));
        }
    }

    /** An edge to a graph enters its Input; one from it leaves its Output. */
    private static String name(String prefix, NirGraph graph, String node, String side) {
        NirNode found = graph.nodes().get(node);
        NirGraph inner = found == null ? null : found.graph();
        return inner == null ? prefix + node : end(prefix + node + "/", inner, side);
    }

    private static String end(String prefix, NirGraph graph, String type) {
        List<String> found = graph.nodes().entrySet().stream()
                .filter(e -> e.getValue().type().equals(type))
                .map(Map.Entry::getKey)
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("graph has another number of ends: graph=" + prefix + ", type=" + type
                    + ", nodes=" + found + " (expected 1)");
        }
        return prefix + found.get(0);
    }
}
