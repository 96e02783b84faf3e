package io.millrace.nir;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A graph in the neuromorphic intermediate representation, as a file holds it. It may have cycles and graphs as nodes.
 *
 * @param nodes nodes by name
 * @param edges edges, without repeats, in the order of their names
 * @see <a href="https://doi.org/10.1038/s41467-024-52259-9">Pedersen et al., Neuromorphic intermediate representation,
 *     2024</a>
 */
public record NirGraph(Map<String, NirNode> nodes, List<NirEdge> edges) {

    /**
     * Puts nodes and edges in the order of their names, because a file has none, and leaves out repeated edges.
     *
     * @param nodes nodes by name
     * @param edges edges
     * @throws IllegalArgumentException if an edge begins or ends at no node
     */
    public NirGraph {
        nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
        edges = edges.stream().distinct().sorted().toList();
        for (NirEdge edge : edges) {
            if (!nodes.containsKey(edge.from()) || !nodes.containsKey(edge.to())) {
                throw new IllegalArgumentException("edge has no node: from=" + edge.from() + ", to=" + edge.to()
                        + " (expected two of " + nodes.keySet() + ")");
            }
        }
    }
}
