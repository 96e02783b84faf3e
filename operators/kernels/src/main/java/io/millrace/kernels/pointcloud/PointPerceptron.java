package io.millrace.kernels.pointcloud;

import io.millrace.kernels.decoding.DecoderFile;

/** Linear layers with ReLU between them, applied to one point after the other. */
final class PointPerceptron {

    private final PointLayer[] layers;
    private final float[][] values;

    private PointPerceptron(PointLayer[] layers) {
        this.layers = layers;
        this.values = new float[layers.length][];
        for (int i = 0; i < layers.length; i++) {
            values[i] = new float[layers[i].outputs()];
        }
    }

    /** Reads {@code name.layers.0}, {@code name.layers.1} and so on, as many as there are. */
    static PointPerceptron read(DecoderFile file, String name) {
        int count = 1;
        while (file.has(name + ".layers." + count + ".weight")) {
            count++;
        }
        PointLayer[] layers = new PointLayer[count];
        for (int i = 0; i < count; i++) {
            layers[i] = PointLayer.read(file, name + ".layers." + i);
            if (i > 0 && layers[i].inputs() != layers[i - 1].outputs()) {
                throw new IllegalArgumentException("layers do not fit: layer=" + name + ".layers." + i + ", inputs="
                        + layers[i].inputs() + " (expected " + layers[i - 1].outputs() + ")");
            }
        }
        return new PointPerceptron(layers);
    }

    int inputs() {
        return layers[0].inputs();
    }

    int outputs() {
        return layers[layers.length - 1].outputs();
    }

    long macs() {
        long macs = 0;
        for (PointLayer layer : layers) {
            macs += (long) layer.inputs() * layer.outputs();
        }
        return macs;
    }

    /** What it makes of a point, valid until the next call. */
    float[] apply(float[] x, int at) {
        float[] from = x;
        int place = at;
        for (int i = 0; i < layers.length; i++) {
            float[] out = values[i];
            System.arraycopy(layers[i].bias(), 0, out, 0, out.length);
            layers[i].addTo(out, from, place);
            if (i < layers.length - 1) {
                for (int j = 0; j < out.length; j++) {
                    out[j] = Math.max(0, out[j]);
                }
            }
            from = out;
            place = 0;
        }
        return from;
    }
}
