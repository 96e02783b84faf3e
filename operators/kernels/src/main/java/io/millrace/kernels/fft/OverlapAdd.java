package io.millrace.kernels.fft;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Adds blocks that overlap: block q begins at sample {@code q * hop}, and a sample is complete when every block that
 * reaches it has been added. Sums are double.
 *
 * <p>State {@code 8 * lengthSamples * channels} bytes.
 */
public final class OverlapAdd implements KernelState {

    private final int hopSamples;
    private final double[][] sums;

    /**
     * A sum of nothing.
     *
     * @param channels number of channels, at least 1
     * @param lengthSamples length of a block, at least 1
     * @param hopSamples distance between the starts of blocks, 1..lengthSamples
     */
    public OverlapAdd(int channels, int lengthSamples, int hopSamples) {
        Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        Require.inRange("lengthSamples", lengthSamples, 1, Integer.MAX_VALUE);
        this.hopSamples = Require.inRange("hopSamples", hopSamples, 1, lengthSamples);
        this.sums = new double[channels][lengthSamples];
    }

    /**
     * Adds the block of one channel at the present position.
     *
     * @param channel 0-based channel
     * @param block its samples, as many as a block is long, from {@code from} on
     * @param from index of the first
     */
    public void add(int channel, float[] block, int from) {
        double[] sum = sums[channel];
        for (int i = 0; i < sum.length; i++) {
            sum[i] += block[from + i];
        }
    }

    /**
     * Adds the product of a block and a window for one channel at the present position.
     *
     * @param channel 0-based channel
     * @param block its samples, as many as a block is long
     * @param window factors, as many
     */
    public void add(int channel, double[] block, double[] window) {
        double[] sum = sums[channel];
        for (int i = 0; i < sum.length; i++) {
            sum[i] += block[i] * window[i];
        }
    }

    /**
     * Takes the hop of samples that is complete, and moves on by a hop.
     *
     * @param out receives {@code hopSamples} samples of every channel
     * @param at index of the first in {@code out}
     */
    public void take(float[][] out, int at) {
        for (int c = 0; c < sums.length; c++) {
            double[] sum = sums[c];
            for (int i = 0; i < hopSamples; i++) {
                out[c][at + i] = (float) sum[i];
            }
            System.arraycopy(sum, hopSamples, sum, 0, sum.length - hopSamples);
            Arrays.fill(sum, sum.length - hopSamples, sum.length, 0);
        }
    }

    @Override
    public long stateBytes() {
        return (long) Double.BYTES * sums.length * sums[0].length;
    }

    @Override
    public void reset() {
        for (double[] sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (double[] sum : sums) {
            StateIo.writeDoubles(out, sum);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        for (double[] sum : sums) {
            StateIo.readDoubles(in, "overlap.sum", sum);
        }
    }
}
