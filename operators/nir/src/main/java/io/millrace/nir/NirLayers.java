package io.millrace.nir;

import io.millrace.kernels.spikes.ConvLayer;
import io.millrace.kernels.spikes.ConvShape;
import io.millrace.kernels.spikes.DelayLayer;
import io.millrace.kernels.spikes.DenseLayer;
import io.millrace.kernels.spikes.Layer;
import io.millrace.kernels.spikes.PoolLayer;
import java.util.Arrays;

/** Layers without neurons. */
final class NirLayers {

    private NirLayers() {}

    static int[] matrix(NirParameters node) {
        int[] shape = node.array("weight").shape();
        if (shape.length != 2) {
            throw node.refuse("weights are no matrix", "shape=" + Arrays.toString(shape), "[outputs, inputs]");
        }
        return shape;
    }

    static Layer dense(NirParameters node) {
        int[] shape = matrix(node);
        float[] bias = node.optional("bias") == null ? null : node.floats("bias", shape[0]);
        return DenseLayer.ofRows(node.array("weight").floats(), shape[0], shape[1], bias);
    }

    static Layer convolution(NirParameters node, int[] in) {
        int channels = node.array("weight").shape()[0];
        int groups = node.optional("groups") == null ? 1 : node.along("groups", 0);
        float[] bias = node.optional("bias") == null ? new float[channels] : node.floats("bias", channels);
        return new ConvLayer(
                geometry(node, in, false),
                channels,
                groups,
                node.array("weight").floats(),
                bias);
    }

    static Layer pool(NirParameters node, int[] in) {
        return new PoolLayer(geometry(node, in, true), node.type().equals("AvgPool2d"));
    }

    static Layer delay(NirParameters node, int elements, double stepSeconds) {
        double[] seconds = node.doubles("delay", elements);
        int[] steps = new int[elements];
        for (int i = 0; i < elements; i++) {
            double exact = seconds[i] / stepSeconds;
            if (!(exact >= 0 && exact <= 1 << 20)) {
                throw node.refuse(
                        "delay is out of range", "delay[" + i + "]=" + seconds[i], "0 to " + (1 << 20) + " steps");
            }
            steps[i] = (int) Math.rint(exact);
        }
        return new DelayLayer(steps);
    }

    /** Windows over a picture, or over a sequence, which is a picture of height 1. */
    static ConvShape geometry(NirParameters node, int[] arrives, boolean pool) {
        boolean sequence = node.type().equals("Conv1d");
        int rank = sequence ? 2 : 3;
        int[] in = withoutBatch(node, arrives, rank);
        int[] window =
                pool ? new int[] {node.along("kernel_size", 0), node.along("kernel_size", 1)} : window(node, rank);
        int height = sequence ? 1 : in[1];
        int width = in[rank - 1];
        int[] y = sequence ? new int[] {1, 1, 0, 0, 1, 1} : direction(node, 0, window[0], height, pool);
        int[] x = direction(node, sequence ? 0 : 1, window[window.length - 1], width, pool);
        return new ConvShape(in[0], height, width, y[5], x[5], y[0], x[0], y[1], x[1], y[2], x[2], y[4], x[4]);
    }

    private static int[] window(NirParameters node, int rank) {
        int[] shape = node.array("weight").shape();
        if (shape.length != rank + 1) {
            throw node.refuse("weights have another rank", "shape=" + Arrays.toString(shape), (rank + 1) + " extents");
        }
        return Arrays.copyOfRange(shape, 2, rank + 1);
    }

    private static int[] withoutBatch(NirParameters node, int[] shape, int rank) {
        int extra = shape.length - rank;
        for (int i = 0; i < shape.length; i++) {
            if (extra < 0 || (i < extra && shape[i] != 1)) {
                throw node.refuse("signal has another rank", "shape=" + Arrays.toString(shape), rank + " extents");
            }
        }
        return Arrays.copyOfRange(shape, extra, shape.length);
    }

    /** Along one direction: window, stride, padding before, padding in all, dilation, length of the output. */
    private static int[] direction(NirParameters node, int axis, int window, int length, boolean pool) {
        int stride = node.along("stride", axis);
        int dilation = pool ? 1 : node.along("dilation", axis);
        NirArray padding = node.optional("padding");
        int before = 0;
        int all = 0;
        if (padding != null && padding.isText()) {
            all = padding.toString().equals("same") ? dilation * (window - 1) : 0;
            before = all / 2;
        } else if (padding != null) {
            before = node.along("padding", axis);
            all = 2 * before;
        }
        int out = stride < 1 ? 0 : ConvShape.outputLength(length, window, stride, all, dilation);
        if (out < 1 || window < 1 || dilation < 1 || before < 0) {
            throw node.refuse(
                    "window does not fit",
                    "length=" + length + ", window=" + window + ", stride=" + stride + ", padding=" + all
                            + ", dilation=" + dilation,
                    "at least one place for it");
        }
        return new int[] {window, stride, before, all, dilation, out};
    }
}
