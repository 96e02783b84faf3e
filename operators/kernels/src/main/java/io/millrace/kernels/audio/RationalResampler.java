package io.millrace.kernels.audio;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Changes the rate of several channels by a ratio of whole numbers, with one filter for each phase (polyphase; Crochiere
 * and Rabiner 1981). Output k stands at input time {@code k * down / up}: there is no shift, only the wait for the samples
 * that follow. As {@code scipy.signal.resample_poly} with the same filter. What lies below 0.433 of the lower rate passes
 * unchanged, what would be folded is 100 dB down.
 *
 * <p>State {@code 8 * 2 * reach * channels} bytes with a reach of 48 samples of the lower rate.
 */
public final class RationalResampler implements KernelState {

    private static final int MAX_PHASES = 4096;

    private final int up;
    private final int down;
    private final int reach;
    private final float[][] filters;
    private final SampleHistory history;
    /** Inputs still missing to the next output. */
    private int missing;
    /** Of the next output. */
    private int phase;

    /**
     * A resampler before its first sample.
     *
     * @param channels number of channels, at least 1
     * @param up factor of the rate, at least 1
     * @param down divisor of the rate, at least 1; both are reduced to lowest terms, then at most 4096
     */
    public RationalResampler(int channels, int up, int down) {
        Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        int common = greatestCommonDivisor(
                Require.inRange("up", up, 1, Integer.MAX_VALUE), Require.inRange("down", down, 1, Integer.MAX_VALUE));
        this.up = Require.inRange("up", up / common, 1, MAX_PHASES);
        this.down = Require.inRange("down", down / common, 1, MAX_PHASES);
        KaiserSinc lowPass = new KaiserSinc(Math.min(1, (double) this.up / this.down));
        this.reach = lowPass.reach();
        this.filters = new float[this.up][2 * reach];
        for (int p = 0; p < this.up; p++) {
            for (int i = 0; i < 2 * reach; i++) {
                // factor i belongs to the input that is i - (reach - 1) after the one at or before the output
                filters[p][i] = (float) lowPass.at(i - (reach - 1) - (double) p / this.up);
            }
        }
        this.history = new SampleHistory(channels, 2 * reach);
        this.missing = reach + 1;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /**
     * How many input samples after the one at its own time an output waits for.
     *
     * @return samples of the input rate
     */
    public int reach() {
        return reach;
    }

    /**
     * How many input samples more complete the outputs of a time that is whole in both rates.
     *
     * @return samples of the input rate, below {@link #reach} if the rate falls, because then the last output stands earlier
     */
    public int lookahead() {
        return reach + 1 - (down + up - 1) / up;
    }

    /**
     * The most outputs that so many inputs can give.
     *
     * @param inputs number of inputs a channel, 0 or more
     * @return outputs a channel
     */
    public int mostOutputs(int inputs) {
        return (int) ((long) inputs * up / down) + 1;
    }

    /**
     * Takes samples and gives those that they complete.
     *
     * @param in one array a channel
     * @param from index of the first sample to take
     * @param to index after the last one
     * @param out receives the outputs, one array a channel, with space for {@link #mostOutputs}
     * @param at index of the first in {@code out}
     * @return outputs a channel
     */
    public int push(float[][] in, int from, int to, float[][] out, int at) {
        int produced = 0;
        for (int i = from; i < to; i++) {
            history.push(in, i);
            missing--;
            while (missing == 0) {
                for (int c = 0; c < history.channels(); c++) {
                    out[c][at + produced] = history.dot(c, filters[phase]);
                }
                produced++;
                phase += down;
                missing = phase / up;
                phase %= up;
            }
        }
        return produced;
    }

    @Override
    public long stateBytes() {
        return history.stateBytes();
    }

    @Override
    public void reset() {
        history.reset();
        missing = reach + 1;
        phase = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(missing);
        out.writeInt(phase);
        history.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        missing = StateIo.readInt(in, "resampler.missing", 1, reach + 1 + down);
        phase = StateIo.readInt(in, "resampler.phase", 0, up - 1);
        history.load(in);
    }
}
