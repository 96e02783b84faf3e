package io.millrace.kernels.pointcloud;

import io.millrace.kernels.decoding.DecoderFile;

/**
 * A linear layer, applied to one point after the other. Weights lie by input, so that the loop over outputs has no sum in it and
 * is compiled to vector instructions; four inputs at a time, because more arrays than six are not kept in registers.
 */
final class PointLayer {

    private final float[][] columns;
    private final float[] bias;

    private PointLayer(float[][] columns, float[] bias) {
        this.columns = columns;
        this.bias = bias;
    }

    /** Reads {@code name.weight} [out, in] and {@code name.bias} [out]. */
    static PointLayer read(DecoderFile file, String name) {
        double[][] rows = rows(file, name);
        return new PointLayer(columns(rows, 0, rows[0].length), file.floats(name + ".bias", rows.length));
    }

    /** The part of a layer of {@code whole} inputs that takes {@code from .. to - 1} of them, with its bias or without. */
    static PointLayer part(DecoderFile file, String name, int from, int to, int whole, boolean withBias) {
        double[][] rows = rows(file, name);
        if (rows[0].length != whole) {
            throw new IllegalArgumentException("layer has other inputs: layer=" + name + ", inputs=" + rows[0].length
                    + " (expected " + whole + ")");
        }
        return new PointLayer(
                columns(rows, from, to), withBias ? file.floats(name + ".bias", rows.length) : new float[rows.length]);
    }

    private static double[][] rows(DecoderFile file, String name) {
        double[][] rows = file.matrix(name + ".weight");
        if (rows.length == 0) {
            throw new IllegalArgumentException("layer is empty: layer=" + name + " (expected outputs)");
        }
        return rows;
    }

    private static float[][] columns(double[][] rows, int from, int to) {
        float[][] columns = new float[to - from][rows.length];
        for (int in = from; in < to; in++) {
            for (int out = 0; out < rows.length; out++) {
                columns[in - from][out] = (float) rows[out][in];
            }
        }
        return columns;
    }

    int inputs() {
        return columns.length;
    }

    int outputs() {
        return bias.length;
    }

    float[] bias() {
        return bias;
    }

    /** Adds weights times input to what is there. */
    void addTo(float[] out, float[] x, int at) {
        int in = 0;
        for (; in + 4 <= columns.length; in += 4) {
            add(out, columns[in], columns[in + 1], columns[in + 2], columns[in + 3], x, at + in);
        }
        for (; in < columns.length; in++) {
            float[] column = columns[in];
            float factor = x[at + in];
            for (int i = 0; i < out.length; i++) {
                out[i] += factor * column[i];
            }
        }
    }

    private static void add(float[] out, float[] a, float[] b, float[] c, float[] d, float[] x, int at) {
        float p = x[at];
        float q = x[at + 1];
        float r = x[at + 2];
        float s = x[at + 3];
        for (int i = 0; i < out.length; i++) {
            out[i] += (p * a[i] + q * b[i]) + (r * c[i] + s * d[i]);
        }
    }
}
