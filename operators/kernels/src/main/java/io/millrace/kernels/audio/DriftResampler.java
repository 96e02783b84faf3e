package io.millrace.kernels.audio;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Changes the rate of several channels by any ratio near 1 that may change from call to call: the means to make a stream
 * of one clock follow another. Between outputs it advances by {@link #setInputPerOutput} input samples; the filter at a
 * point between two of 512 tabled phases is interpolated linearly, which leaves errors near -105 dB.
 *
 * <p>It starts with the output at the time of the first input, so as long as the ratio is 1 samples pass unchanged in
 * number and time (values are those of the low-pass: below 0.433 of the rate they agree to 1e-5), late by {@link #reach}.
 *
 * <p>State {@code 8 * 2 * reach * channels} bytes.
 */
public final class DriftResampler implements KernelState {

    /** The largest deviation from 1 that a ratio may have: a hundred times that of bad crystals. */
    public static final double MAX_DEVIATION = 0.02;

    private static final int PHASES = 512;

    private final float[][] filters;
    private final float[] filter;
    private final int reach;
    private final SampleHistory history;
    private double inputPerOutput = 1;
    /** Time of the next output after the input at or before it, 0..1 samples. */
    private double fraction;

    private int missing;

    /**
     * A resampler before its first sample.
     *
     * @param channels number of channels, at least 1
     */
    public DriftResampler(int channels) {
        Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        KaiserSinc lowPass = new KaiserSinc(1);
        this.reach = lowPass.reach();
        this.filters = new float[PHASES + 1][2 * reach];
        for (int p = 0; p <= PHASES; p++) {
            for (int i = 0; i < 2 * reach; i++) {
                filters[p][i] = (float) lowPass.at(i - (reach - 1) - (double) p / PHASES);
            }
        }
        this.filter = new float[2 * reach];
        this.history = new SampleHistory(channels, 2 * reach);
        this.missing = reach + 1;
    }

    /**
     * Sets the ratio from the next output on.
     *
     * @param ratio rate of the input over that of the output, within {@link #MAX_DEVIATION} of 1: above 1 if the input's
     *     clock runs fast
     */
    public void setInputPerOutput(double ratio) {
        inputPerOutput = Require.between("ratio", ratio, 1 - MAX_DEVIATION, 1 + MAX_DEVIATION);
    }

    /**
     * The ratio.
     *
     * @return input samples for an output
     */
    public double inputPerOutput() {
        return inputPerOutput;
    }

    /**
     * How many input samples after the one at its own time an output waits for.
     *
     * @return samples
     */
    public int reach() {
        return reach;
    }

    /**
     * The most outputs that so many inputs can give.
     *
     * @param inputs number of inputs a channel, 0 or more
     * @return outputs a channel
     */
    public int mostOutputs(int inputs) {
        return (int) Math.ceil(inputs / (1 - MAX_DEVIATION)) + 1;
    }

    /**
     * How far the next output stands after the newest input, by the input's clock: 1 before the first, then below zero,
     * because an output waits for its filter.
     *
     * @return samples, 1 or less
     */
    public double nextOutputAfterNewest() {
        return missing - reach + fraction;
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
                interpolate();
                for (int c = 0; c < history.channels(); c++) {
                    out[c][at + produced] = history.dot(c, filter);
                }
                produced++;
                double next = fraction + inputPerOutput;
                missing = (int) next;
                fraction = next - missing;
            }
        }
        return produced;
    }

    private void interpolate() {
        double place = fraction * PHASES;
        int phase = (int) place;
        float weight = (float) (place - phase);
        float[] before = filters[phase];
        float[] after = filters[phase + 1];
        for (int i = 0; i < filter.length; i++) {
            filter[i] = before[i] + weight * (after[i] - before[i]);
        }
    }

    @Override
    public long stateBytes() {
        return history.stateBytes();
    }

    @Override
    public void reset() {
        history.reset();
        inputPerOutput = 1;
        fraction = 0;
        missing = reach + 1;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(inputPerOutput);
        out.writeDouble(fraction);
        out.writeInt(missing);
        history.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        inputPerOutput = readDouble(in, "resampler.ratio", 1 - MAX_DEVIATION, 1 + MAX_DEVIATION);
        fraction = readDouble(in, "resampler.fraction", 0, 1);
        missing = StateIo.readInt(in, "resampler.missing", 1, reach + 3);
        history.load(in);
    }

    private static double readDouble(DataInput in, String name, double min, double max) throws IOException {
        double value = in.readDouble();
        if (!(value >= min && value <= max)) {
            throw new IOException("state does not fit: " + name + "=" + value + " (expected " + min + ".." + max + ")");
        }
        return value;
    }
}
