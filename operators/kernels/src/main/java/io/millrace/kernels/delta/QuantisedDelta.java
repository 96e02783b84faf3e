package io.millrace.kernels.delta;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Quantise, then difference: activations become whole steps {@code q = round(x / step)}, and only differences of whole
 * steps travel on: {@code z += W (q - q_before)}. As q is absolute, the sum is {@code W q} at every frame, so this equals
 * the dense layer with quantised activations to the bit, not just closely.
 *
 * <p>To the bit, because the sums are exact: weights are whole multiples of a power of two ({@code max |w| / 2^24} or less
 * away from the given ones), held with q as doubles, whose products and sums stay below 2^53 for up to 2^14 inputs of
 * |q| up to 2^15; larger activations saturate there. Rounding is half to even.
 *
 * @see <a href="https://arxiv.org/abs/2107.07305">Yousefzadeh and Sifalakis, Training for temporal sparsity in deep neural
 *     networks, application in video processing, 2021</a>; its abstract states the idea, the exact form is that of sigma-delta
 *     quantised networks (O'Connor and Welling, 2016)
 */
public final class QuantisedDelta implements KernelState {

    /** Largest number of steps; activations beyond saturate. */
    public static final int MAX_STEPS = 1 << 15;

    private static final int WEIGHT_BITS = 24;

    private final double step;
    private final double[][] columns;
    private final double scale;
    private final float[] bias;
    private final double[] held;
    private final double[] sum;

    /**
     * A layer that has seen zeros.
     *
     * @param columns one array of outputs for each of at most 2^14 inputs
     * @param bias one for each output, kept
     * @param step size of a quantisation step, above 0
     */
    public QuantisedDelta(float[][] columns, float[] bias, double step) {
        Require.inRange("inputs", columns.length, 1, 1 << 14);
        this.step = Require.positive("step", step);
        float largest = Float.MIN_NORMAL;
        for (float[] column : columns) {
            for (float w : column) {
                largest = Math.max(largest, Math.abs(w));
            }
        }
        this.scale = Math.scalb(1.0, Math.getExponent(largest) + 1 - WEIGHT_BITS);
        this.columns = new double[columns.length][bias.length];
        for (int i = 0; i < columns.length; i++) {
            for (int j = 0; j < bias.length; j++) {
                this.columns[i][j] = Math.rint(columns[i][j] / scale);
            }
        }
        this.bias = bias;
        this.held = new double[columns.length];
        this.sum = new double[bias.length];
    }

    /**
     * Takes a frame.
     *
     * @param x activations, one an input
     * @param y receives the outputs
     * @return multiply-accumulates executed: outputs times inputs whose step changed
     */
    public long step(float[] x, float[] y) {
        long changed = 0;
        for (int i = 0; i < held.length; i++) {
            double q = quantise(x[i]);
            double d = q - held[i];
            if (d != 0) {
                held[i] = q;
                add(sum, columns[i], d);
                changed++;
            }
        }
        result(sum, y);
        return changed * sum.length;
    }

    /**
     * The dense layer with quantised activations, from nothing.
     *
     * @param x activations
     * @param y receives the outputs
     */
    public void dense(float[] x, float[] y) {
        double[] fresh = new double[sum.length];
        for (int i = 0; i < held.length; i++) {
            add(fresh, columns[i], quantise(x[i]));
        }
        result(fresh, y);
    }

    /**
     * Whole steps of an activation.
     *
     * @param x the activation; NaN counts as 0
     * @return -2^15..2^15
     */
    public double quantise(float x) {
        double q = Math.rint(x / step);
        return Double.isNaN(q) ? 0 : Math.max(-MAX_STEPS, Math.min(MAX_STEPS, q));
    }

    private static void add(double[] sum, double[] column, double d) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += d * column[j];
        }
    }

    private void result(double[] from, float[] y) {
        for (int j = 0; j < from.length; j++) {
            y[j] = (float) (from[j] * (scale * step) + bias[j]);
        }
    }

    @Override
    public long stateBytes() {
        return (long) Double.BYTES * (held.length + sum.length);
    }

    @Override
    public void reset() {
        Arrays.fill(held, 0);
        Arrays.fill(sum, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        StateIo.writeDoubles(out, held);
        StateIo.writeDoubles(out, sum);
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readDoubles(in, "quantised.held", held);
        StateIo.readDoubles(in, "quantised.sum", sum);
    }
}
