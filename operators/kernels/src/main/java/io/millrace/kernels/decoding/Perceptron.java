package io.millrace.kernels.decoding;

import java.util.Arrays;

/**
 * Linear layers {@code fc1, fc2, ...} with a rectifier after each but the last, and after the rectifier the batch norm
 * {@code batchnormK} if the file has one. The norm is an affine map, so it is folded into the linear layer that follows.
 */
final class Perceptron {

    private static final double EPSILON = 1e-5;

    private final LinearLayer[] layers;
    private final float[][] hidden;
    private final NetworkWork work = new NetworkWork();

    private Perceptron(LinearLayer[] layers) {
        this.layers = layers;
        this.hidden = new float[layers.length - 1][];
        Arrays.setAll(hidden, i -> new float[layers[i].outputs()]);
        for (LinearLayer layer : layers) {
            work.watch(layer);
        }
    }

    /**
     * @param order in which order the first layer gets its inputs: input i is the file's input {@code order[i]}
     */
    static Perceptron read(DecoderFile file, int[] order) {
        int depth = 0;
        while (file.has("fc" + (depth + 1) + ".weight")) {
            depth++;
        }
        LinearLayer[] layers = new LinearLayer[Math.max(1, depth)];
        int inputs = order.length;
        for (int i = 0; i < layers.length; i++) {
            layers[i] = folded(file, i + 1, inputs);
            inputs = layers[i].outputs();
        }
        layers[0] = layers[0].reordered(order);
        return new Perceptron(layers);
    }

    private static LinearLayer folded(DecoderFile file, int number, int inputs) {
        String name = "fc" + number;
        String norm = "batchnorm" + (number - 1);
        if (number == 1 || !file.has(norm + ".running_var")) {
            return LinearLayer.read(file, name, inputs);
        }
        double[] scale = file.numbers(norm + ".weight", inputs);
        double[] shift = file.numbers(norm + ".bias", inputs);
        double[] mean = file.numbers(norm + ".running_mean", inputs);
        double[] variance = file.numbers(norm + ".running_var", inputs);
        double[][] rows = file.matrix(name + ".weight");
        file.matrix(name + ".weight", rows.length, inputs);
        double[] bias = file.has(name + ".bias") ? file.numbers(name + ".bias", rows.length) : new double[rows.length];
        for (int o = 0; o < rows.length; o++) {
            for (int i = 0; i < inputs; i++) {
                double factor = scale[i] / Math.sqrt(variance[i] + EPSILON);
                bias[o] += rows[o][i] * (shift[i] - mean[i] * factor);
                rows[o][i] *= factor;
            }
        }
        return new LinearLayer(rows, bias);
    }

    int outputs() {
        return layers[layers.length - 1].outputs();
    }

    long macs() {
        return Arrays.stream(layers).mapToLong(LinearLayer::macs).sum();
    }

    NetworkWork work() {
        return work;
    }

    void apply(float[] x, float[] y) {
        float[] in = x;
        for (int i = 0; i < hidden.length; i++) {
            layers[i].apply(in, hidden[i]);
            in = hidden[i];
            for (int k = 0; k < in.length; k++) {
                in[k] = Math.max(0f, in[k]);
            }
            work.activations(in);
        }
        layers[hidden.length].apply(in, y);
    }
}
