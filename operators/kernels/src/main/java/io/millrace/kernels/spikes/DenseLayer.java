package io.millrace.kernels.spikes;

import io.millrace.kernels.Require;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fully connected synapses: {@code y = W x + b}, accumulated column by column in rising order, so that leaving out the
 * columns of zeros gives the same bits. Four columns share one pass over the output; their sums stay in order.
 *
 * <p>Time O(outputs * elements that are not zero).
 */
public final class DenseLayer implements Layer {

    private final float[][] columns;
    private final float @Nullable [] bias;
    private final int outputs;
    private final Synapses synapses;

    /**
     * Synapses between two populations.
     *
     * @param columns weights by input element, then output element, finite, handed over
     * @param bias added to each output, or null; handed over
     * @throws IllegalArgumentException if a column or the bias has another length, or a number is not finite
     */
    public DenseLayer(float[][] columns, float @Nullable [] bias) {
        Require.inRange("columns", columns.length, 1, Integer.MAX_VALUE);
        this.outputs = Require.inRange("outputs", columns[0].length, 1, Integer.MAX_VALUE);
        for (float[] column : columns) {
            Require.inRange("column.length", column.length, outputs, outputs);
            Weights.requireFinite("weight", column);
        }
        if (bias != null) {
            Require.inRange("bias.length", bias.length, outputs, outputs);
            Weights.requireFinite("bias", bias);
        }
        this.columns = columns;
        this.bias = bias;
        this.synapses = Synapses.ofColumns(columns);
    }

    /**
     * Synapses from a matrix as the field writes it.
     *
     * @param weights row-major {@code [outputs, inputs]}
     * @param outputs number of rows
     * @param inputs number of columns
     * @param bias added to each output, or null
     * @return the layer
     */
    public static DenseLayer ofRows(float[] weights, int outputs, int inputs, float @Nullable [] bias) {
        Require.inRange("weights.length", weights.length, outputs * inputs, outputs * inputs);
        float[][] columns = new float[inputs][outputs];
        for (int r = 0; r < outputs; r++) {
            for (int c = 0; c < inputs; c++) {
                columns[c][r] = weights[r * inputs + c];
            }
        }
        return new DenseLayer(columns, bias);
    }

    @Override
    public int inputs() {
        return columns.length;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public void step(Signal in, Signal out, boolean dense) {
        float[] y = out.values();
        if (bias == null) {
            Arrays.fill(y, 0f);
        } else {
            System.arraycopy(bias, 0, y, 0, outputs);
        }
        if (dense) {
            every(in.values(), y);
        } else {
            active(in, y);
        }
    }

    private void every(float[] x, float[] y) {
        int c = 0;
        for (; c + 4 <= x.length; c += 4) {
            add4(y, columns[c], x[c], columns[c + 1], x[c + 1], columns[c + 2], x[c + 2], columns[c + 3], x[c + 3]);
        }
        for (; c < x.length; c++) {
            add(y, columns[c], x[c]);
        }
    }

    private void active(Signal in, float[] y) {
        int count = in.activeCount();
        int[] a = in.active();
        float[] x = in.values();
        int k = 0;
        for (; k + 4 <= count; k += 4) {
            int c0 = a[k];
            int c1 = a[k + 1];
            int c2 = a[k + 2];
            int c3 = a[k + 3];
            add4(y, columns[c0], x[c0], columns[c1], x[c1], columns[c2], x[c2], columns[c3], x[c3]);
        }
        for (; k < count; k++) {
            add(y, columns[a[k]], x[a[k]]);
        }
    }

    private static void add(float[] y, float[] w, float x) {
        for (int r = 0; r < y.length; r++) {
            y[r] += w[r] * x;
        }
    }

    private static void add4(
            float[] y, float[] w0, float x0, float[] w1, float x1, float[] w2, float x2, float[] w3, float x3) {
        for (int r = 0; r < y.length; r++) {
            y[r] = y[r] + w0[r] * x0 + w1[r] * x1 + w2[r] * x2 + w3[r] * x3;
        }
    }

    @Override
    public Synapses synapses() {
        return synapses;
    }

    @Override
    public long parameterBytes() {
        return Float.BYTES * (synapses.weights() + (bias == null ? 0 : outputs));
    }
}
