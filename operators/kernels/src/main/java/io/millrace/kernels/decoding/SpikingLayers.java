package io.millrace.kernels.decoding;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.spikes.NeuronLayer;
import io.millrace.kernels.spikes.Reset;
import java.util.Arrays;

/** Linear layers {@code fc1, fc2, ...}, each followed by leaky neurons {@code lif1, lif2, ...}. */
final class SpikingLayers {

    private final LinearLayer[] layers;
    private final NeuronLayer[] neurons;
    private final float[][] currents;
    private final float[][] spikes;
    private final NetworkWork work = new NetworkWork();

    private SpikingLayers(LinearLayer[] layers, NeuronLayer[] neurons) {
        this.layers = layers;
        this.neurons = neurons;
        this.currents = new float[layers.length][];
        this.spikes = new float[layers.length][];
        Arrays.setAll(currents, i -> new float[layers[i].outputs()]);
        Arrays.setAll(spikes, i -> new float[layers[i].outputs()]);
        for (LinearLayer layer : layers) {
            work.watch(layer);
        }
    }

    static SpikingLayers read(DecoderFile file, Reset hidden) {
        int depth = 1;
        while (file.has("fc" + (depth + 1) + ".weight")) {
            depth++;
        }
        LinearLayer[] layers = new LinearLayer[depth];
        NeuronLayer[] neurons = new NeuronLayer[depth];
        int inputs = file.matrix("fc1.weight")[0].length;
        for (int i = 0; i < depth; i++) {
            layers[i] = LinearLayer.read(file, "fc" + (i + 1), inputs);
            inputs = layers[i].outputs();
            neurons[i] = Leaky.read(file, i + 1, inputs, i + 1 == depth ? Reset.NONE : hidden);
        }
        return new SpikingLayers(layers, neurons);
    }

    int inputs() {
        return layers[0].inputs();
    }

    int outputs() {
        return layers[layers.length - 1].outputs();
    }

    long macs() {
        return Arrays.stream(layers).mapToLong(LinearLayer::macs).sum();
    }

    KernelState[] state() {
        return neurons;
    }

    NetworkWork work() {
        return work;
    }

    void rest() {
        for (NeuronLayer layer : neurons) {
            layer.reset();
        }
    }

    /** One step; the membranes of the last layer, times the scales, are the result. */
    void step(float[] x) {
        float[] in = x;
        for (int i = 0; i < layers.length; i++) {
            layers[i].apply(in, currents[i]);
            neurons[i].step(currents[i], spikes[i]);
            in = spikes[i];
            work.activations(in);
        }
    }

    void membrane(float[] scales, float[] out) {
        float[] v = neurons[neurons.length - 1].membrane();
        for (int i = 0; i < scales.length; i++) {
            out[i] = scales[i] * v[i];
        }
    }
}
