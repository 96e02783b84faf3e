package io.millrace.nir;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of a NIR graph.
 *
 * @param type name of the primitive: {@code LIF}, {@code Affine}, {@code NIRGraph} ...
 * @param parameters its arrays by name
 * @param metadata whatever else the file says of it
 * @param graph what a node of type NIRGraph holds, else null
 */
public record NirNode(
        String type,
        Map<String, NirArray> parameters,
        Map<String, NirArray> metadata,
        @Nullable NirGraph graph) {

    /**
     * Makes the maps immutable, in the order of their keys.
     *
     * @param type name of the primitive
     * @param parameters its arrays
     * @param metadata whatever else the file says
     * @param graph what it holds, or null
     */
    public NirNode {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /**
     * A node of a primitive type.
     *
     * @param type name of the primitive
     * @param parameters its arrays
     * @return the node
     */
    public static NirNode of(String type, Map<String, NirArray> parameters) {
        return new NirNode(type, parameters, Map.of(), null);
    }

    /**
     * A node that is a graph.
     *
     * @param graph the graph
     * @return the node
     */
    public static NirNode of(NirGraph graph) {
        return new NirNode("NIRGraph", Map.of(), Map.of(), graph);
    }
}
