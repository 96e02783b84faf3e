package io.millrace.kernels.spikes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes a {@link SpikingNetwork}: named layers, and edges between them. What several edges bring is added up. */
public final class SpikingNetworkBuilder {

    private final Map<String, Integer> index = new LinkedHashMap<>();
    private final List<Layer> layers = new ArrayList<>();
    private final List<int[]> edges = new ArrayList<>();

    SpikingNetworkBuilder() {}

    /**
     * Adds a layer.
     *
     * @param name its name, not used before
     * @param layer the layer, owned by the network from now on
     * @return this
     */
    public SpikingNetworkBuilder add(String name, Layer layer) {
        if (index.putIfAbsent(name, layers.size()) != null) {
            throw new IllegalArgumentException("name is taken: layer=" + name + " (expected a name of its own)");
        }
        layers.add(layer);
        return this;
    }

    /**
     * Adds an edge. Adding it again changes nothing.
     *
     * @param from name of the layer that it leaves
     * @param to name of the layer that it enters
     * @return this
     */
    public SpikingNetworkBuilder connect(String from, String to) {
        int f = find(from);
        int t = find(to);
        if (layers.get(f).outputs() != layers.get(t).inputs()) {
            throw new IllegalArgumentException("layers do not fit: from=" + from + ", outputs="
                    + layers.get(f).outputs() + ", to=" + to + " (expected "
                    + layers.get(t).inputs() + ")");
        }
        if (edges.stream().noneMatch(e -> e[0] == f && e[1] == t)) {
            edges.add(new int[] {f, t});
        }
        return this;
    }

    /**
     * Adds a chain of edges.
     *
     * @param names layers in order
     * @return this
     */
    public SpikingNetworkBuilder chain(String... names) {
        for (int i = 1; i < names.length; i++) {
            connect(names[i - 1], names[i]);
        }
        return this;
    }

    /**
     * Makes the network, at rest.
     *
     * @param input name of the layer that takes what is fed in; edges into it are refused
     * @param output name of the layer whose signal is given out
     * @return the network
     * @throws IllegalArgumentException if a name is unknown, a layer gets nothing, or a cycle has no neurons
     */
    public SpikingNetwork build(String input, String output) {
        int in = find(input);
        for (Map.Entry<String, Integer> entry : index.entrySet()) {
            boolean fed = edges.stream().anyMatch(e -> e[1] == entry.getValue());
            if (fed == (entry.getValue() == in)) {
                throw new IllegalArgumentException((fed ? "input is fed by a layer" : "layer gets nothing") + ": layer="
                        + entry.getKey() + " (expected edges into every layer but the input)");
            }
        }
        int[] from = edges.stream().mapToInt(e -> e[0]).toArray();
        int[] to = edges.stream().mapToInt(e -> e[1]).toArray();
        return new SpikingNetwork(List.copyOf(layers), from, to, in, find(output));
    }

    private int find(String name) {
        Integer found = index.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no such layer: layer=" + name + " (expected one of " + index.keySet() + ")");
        }
        return found;
    }
}
