package io.millrace.kernels.audio;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Takes a constant out of several channels: {@code y[n] = g (x[n] - x[n-1]) + r y[n-1]}, a zero at 0 Hz and a pole beside
 * it, with g = (1 + r) / 2 for a gain of 1 at half the rate. The recursion is double.
 *
 * <p>State 16 bytes a channel.
 */
public final class DcBlocker implements KernelState {

    private final double pole;
    private final double gain;
    private final double[] lastIn;
    private final double[] lastOut;

    /**
     * A filter at rest.
     *
     * @param channels number of channels, at least 1
     * @param cutOffHz frequency at which the power is halved, above 0 and below a quarter of the rate
     * @param sampleRateHz samples a second, above 0
     */
    public DcBlocker(int channels, double cutOffHz, double sampleRateHz) {
        Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        Require.between("cutOffHz", cutOffHz, 0, Require.positive("sampleRateHz", sampleRateHz) / 4);
        // The bilinear transform of s / (s + w), so that the power is halved exactly there.
        double warped = StrictMath.tan(Math.PI * cutOffHz / sampleRateHz);
        this.pole = (1 - warped) / (1 + warped);
        this.gain = (1 + pole) / 2;
        this.lastIn = new double[channels];
        this.lastOut = new double[channels];
    }

    /**
     * Filters samples of a channel.
     *
     * @param channel 0-based channel
     * @param in samples
     * @param out receives as many; may be {@code in}
     * @param from index of the first in both
     * @param to index after the last
     */
    public void process(int channel, float[] in, float[] out, int from, int to) {
        double x1 = lastIn[channel];
        double y1 = lastOut[channel];
        for (int i = from; i < to; i++) {
            double x = in[i];
            y1 = gain * (x - x1) + pole * y1;
            x1 = x;
            out[i] = (float) y1;
        }
        lastIn[channel] = x1;
        lastOut[channel] = y1;
    }

    @Override
    public long stateBytes() {
        return 2L * Double.BYTES * lastIn.length;
    }

    @Override
    public void reset() {
        Arrays.fill(lastIn, 0);
        Arrays.fill(lastOut, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        StateIo.writeDoubles(out, lastIn);
        StateIo.writeDoubles(out, lastOut);
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readDoubles(in, "dc.in", lastIn);
        StateIo.readDoubles(in, "dc.out", lastOut);
    }
}
