package io.millrace.nir;

import io.millrace.kernels.spikes.ElementLayer;
import io.millrace.kernels.spikes.Layer;
import io.millrace.kernels.spikes.Reset;
import io.millrace.kernels.spikes.ResetTiming;
import io.millrace.kernels.spikes.SpikingNetwork;
import io.millrace.kernels.spikes.SpikingNetworkBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a NIR graph into a network that computes it.
 *
 * <p>Graphs within graphs are dissolved, their nodes named {@code outer/inner}. Cycles are broken by a delay of one step
 * where they leave neurons. The graph has one Input and one Output.
 *
 * @see io.millrace.kernels.spikes.SpikingNetwork
 */
public final class NirImport {

    private final NirMode mode;
    private final double stepSeconds;
    private final Reset reset;
    private final ResetTiming timing;

    /**
     * An import.
     *
     * @param mode how equations become steps
     * @param stepSeconds length of a step, s, above 0; time constants in the file are multiples of it
     * @param reset what a spike does, or null for what the mode says
     * @param timing when, or null for what the mode says
     */
    public NirImport(NirMode mode, double stepSeconds, @Nullable Reset reset, @Nullable ResetTiming timing) {
        if (!(stepSeconds > 0 && stepSeconds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "step is out of range: stepSeconds=" + stepSeconds + " (expected above 0)");
        }
        this.mode = mode;
        this.stepSeconds = stepSeconds;
        this.reset = reset == null ? mode.reset() : reset;
        this.timing = timing == null ? mode.timing() : timing;
    }

    NirMode mode() {
        return mode;
    }

    double stepSeconds() {
        return stepSeconds;
    }

    Reset reset() {
        return reset;
    }

    ResetTiming timing() {
        return timing;
    }

    /**
     * Makes the network, at rest.
     *
     * @param graph the graph
     * @return the network
     * @throws IllegalArgumentException if a node is of an unknown type, or does not fit what it is fed; the message names it
     */
    public SpikingNetwork network(NirGraph graph) {
        FlatGraph flat = FlatGraph.of(graph);
        NirShapes shapes = NirShapes.of(flat);
        NirNeurons neurons = new NirNeurons(this);
        SpikingNetworkBuilder builder = SpikingNetwork.builder();
        // The input comes first: the search for cycles begins at the first layer.
        builder.add(flat.input(), ElementLayer.pass(shapes.outputs(flat.input())));
        for (Map.Entry<String, NirNode> entry : flat.nodes().entrySet()) {
            if (!entry.getKey().equals(flat.input())) {
                builder.add(entry.getKey(), layer(entry.getKey(), entry.getValue(), shapes, neurons));
            }
        }
        for (NirEdge edge : flat.edges()) {
            builder.connect(edge.from(), edge.to());
        }
        return builder.build(flat.input(), flat.output());
    }

    private Layer layer(String name, NirNode node, NirShapes shapes, NirNeurons neurons) {
        int[] in = shapes.input(name);
        return switch (node.type()) {
            case "Input", "Output", "Flatten" -> ElementLayer.pass(shapes.outputs(name));
            case "Affine", "Linear" -> NirLayers.dense(new NirParameters(name, node));
            case "Conv1d", "Conv2d" -> NirLayers.convolution(new NirParameters(name, node), in);
            case "SumPool2d", "AvgPool2d" -> NirLayers.pool(new NirParameters(name, node), in);
            case "Scale" -> ElementLayer.scale(new NirParameters(name, node).floats("scale", shapes.outputs(name)));
            case "Threshold" ->
                ElementLayer.threshold(new NirParameters(name, node).floats("threshold", shapes.outputs(name)));
            case "Delay" -> NirLayers.delay(new NirParameters(name, node), shapes.outputs(name), stepSeconds);
            case "I", "IF", "LI", "LIF", "CubaLI", "CubaLIF" ->
                neurons.layer(new NirParameters(name, node), shapes.outputs(name));
            default ->
                throw new IllegalArgumentException("node type is not known: node=" + name + ", type=" + node.type()
                        + " (expected a primitive of NIR 1.0)");
        };
    }
}
