package io.millrace.kernels.decoding;

import org.jspecify.annotations.Nullable;

/**
 * {@code y = W x + b} by columns, of which those are passed over whose input is zero: most spike counts are. Four columns
 * at a time, in rising order.
 */
final class LinearLayer {

    private final float[][] columns;
    private final float[] bias;
    private final int[] active;
    /** Of each column, how many weights are not zero. */
    private final int[] used;

    private @Nullable NetworkWork work;

    LinearLayer(double[][] rows, double @Nullable [] bias) {
        this.columns = new float[rows[0].length][rows.length];
        for (int o = 0; o < rows.length; o++) {
            for (int i = 0; i < columns.length; i++) {
                columns[i][o] = (float) rows[o][i];
            }
        }
        this.bias = new float[rows.length];
        for (int o = 0; bias != null && o < bias.length; o++) {
            this.bias[o] = (float) bias[o];
        }
        this.used = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            for (float weight : columns[i]) {
                used[i] += weight != 0 ? 1 : 0;
            }
        }
        this.active = new int[columns.length + 1]; // one is written ahead of the count
    }

    static LinearLayer read(DecoderFile file, String name, int inputs) {
        double[][] rows = file.matrix(name + ".weight");
        file.matrix(name + ".weight", rows.length, inputs);
        return new LinearLayer(rows, file.has(name + ".bias") ? file.numbers(name + ".bias", rows.length) : null);
    }

    int inputs() {
        return columns.length;
    }

    int outputs() {
        return bias.length;
    }

    long macs() {
        return (long) inputs() * outputs();
    }

    long zeroWeights() {
        long zeros = macs();
        for (int count : used) {
            zeros -= count;
        }
        return zeros;
    }

    void countIn(NetworkWork counted) {
        work = counted;
    }

    /** The same layer for inputs in another order: new input i is the old input {@code order[i]}. */
    LinearLayer reordered(int[] order) {
        double[][] rows = new double[outputs()][inputs()];
        double[] b = new double[outputs()];
        for (int o = 0; o < outputs(); o++) {
            b[o] = bias[o];
            for (int i = 0; i < inputs(); i++) {
                rows[o][i] = columns[order[i]][o];
            }
        }
        return new LinearLayer(rows, b);
    }

    void apply(float[] x, float[] y) {
        System.arraycopy(bias, 0, y, 0, bias.length);
        accumulate(x, y);
    }

    /** Adds {@code W x} to y, without bias. */
    void accumulate(float[] x, float[] y) {
        int count = 0;
        for (int i = 0; i < columns.length; i++) {
            active[count] = i;
            count += x[i] != 0 ? 1 : 0;
        }
        if (work != null) {
            count(work, x, count);
        }
        int at = 0;
        for (; at + 4 <= count; at += 4) {
            int a = active[at];
            int b = active[at + 1];
            int c = active[at + 2];
            int d = active[at + 3];
            add(y, columns[a], columns[b], columns[c], columns[d], x[a], x[b], x[c], x[d]);
        }
        for (; at < count; at++) {
            add(y, columns[active[at]], x[active[at]]);
        }
    }

    private void count(NetworkWork counted, float[] x, int count) {
        long effective = 0;
        boolean accumulates = true;
        for (int k = 0; k < count; k++) {
            int i = active[k];
            effective += used[i];
            accumulates &= Math.abs(x[i]) == 1f;
        }
        counted.operations(effective, accumulates);
    }

    private static void add(
            float[] y, float[] a, float[] b, float[] c, float[] d, float xa, float xb, float xc, float xd) {
        for (int o = 0; o < y.length; o++) {
            y[o] += xa * a[o] + xb * b[o] + xc * c[o] + xd * d[o];
        }
    }

    private static void add(float[] y, float[] a, float xa) {
        for (int o = 0; o < y.length; o++) {
            y[o] += xa * a[o];
        }
    }
}
