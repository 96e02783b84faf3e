package io.millrace.kernels.spikes;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * The same small matrix for every block of a signal: {@code y_b = W x_b}. Block b are the elements from
 * {@code b * inputs of a block} on.
 */
final class BlockLayer implements Layer {

    private final int blocks;
    private final float[][] columns;
    private final int outputsOfBlock;
    private final Synapses synapses;

    /** A layer of {@code blocks} times the row-major matrix {@code [outputs, inputs]}. */
    BlockLayer(int blocks, float[] weights, int outputs, int inputs) {
        this.blocks = Require.inRange("blocks", blocks, 1, 1 << 20);
        Require.inRange("weights.length", weights.length, outputs * inputs, outputs * inputs);
        Weights.requireFinite("weight", weights);
        this.outputsOfBlock = outputs;
        this.columns = new float[inputs][outputs];
        for (int r = 0; r < outputs; r++) {
            for (int c = 0; c < inputs; c++) {
                columns[c][r] = weights[r * inputs + c];
            }
        }
        this.synapses = count();
    }

    private Synapses count() {
        Synapses one = Synapses.ofColumns(columns);
        long[] fanOut = new long[inputs()];
        for (int i = 0; i < fanOut.length; i++) {
            for (float weight : columns[i % columns.length]) {
                fanOut[i] += weight != 0 ? 1 : 0;
            }
        }
        return new Synapses(fanOut, one.weights(), one.zeroWeights(), one.weights() * blocks);
    }

    @Override
    public int inputs() {
        return blocks * columns.length;
    }

    @Override
    public int outputs() {
        return blocks * outputsOfBlock;
    }

    @Override
    public void step(Signal in, Signal out, boolean dense) {
        float[] x = in.values();
        float[] y = out.values();
        Arrays.fill(y, 0f);
        int count = dense ? x.length : in.activeCount();
        int[] active = in.active();
        for (int k = 0; k < count; k++) {
            int i = dense ? k : active[k];
            float[] w = columns[i % columns.length];
            int from = i / columns.length * outputsOfBlock;
            for (int r = 0; r < w.length; r++) {
                y[from + r] += w[r] * x[i];
            }
        }
    }

    @Override
    public Synapses synapses() {
        return synapses;
    }

    @Override
    public long parameterBytes() {
        return Float.BYTES * synapses.weights();
    }
}
