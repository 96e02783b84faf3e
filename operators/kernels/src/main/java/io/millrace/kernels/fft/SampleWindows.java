package io.millrace.kernels.fft;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The last samples of several channels, and how many are missing to the next window. However the samples are cut into
 * calls, the windows are the same.
 *
 * <p>State {@code 4 * lengthSamples * channels} bytes.
 */
public final class SampleWindows implements KernelState {

    private final int lengthSamples;
    private final int hopSamples;
    private final int firstSamples;
    private final float[][] ring;
    private int position;
    private int missing;

    /** When the first window is ready. */
    public enum Start {
        /** When it is full. */
        FULL_WINDOW,
        /** With the first hop, as if silence had gone before: {@link Istft} then gives back the very first sample. */
        FIRST_HOP
    }

    /**
     * Windows before the first sample.
     *
     * @param channels number of channels, at least 1
     * @param lengthSamples length of a window, 1..2^26
     * @param hopSamples distance between windows, at least 1; may exceed the length
     * @param start when the first window is ready
     */
    public SampleWindows(int channels, int lengthSamples, int hopSamples, Start start) {
        Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        this.lengthSamples = Require.inRange("lengthSamples", lengthSamples, 1, 1 << 26);
        this.hopSamples = Require.inRange("hopSamples", hopSamples, 1, Integer.MAX_VALUE);
        this.firstSamples = start == Start.FULL_WINDOW ? lengthSamples : hopSamples;
        this.missing = firstSamples;
        this.ring = new float[channels][lengthSamples];
    }

    /**
     * Takes one sample of every channel.
     *
     * @param samples one per channel
     * @return whether a window is ready; it is lost with the next sample
     */
    public boolean push(float[] samples) {
        advance();
        for (int c = 0; c < ring.length; c++) {
            ring[c][position] = samples[c];
        }
        return step();
    }

    /**
     * Takes samples of every channel until a window is ready or they are used up; {@link #ready} tells which.
     *
     * @param samples one array per channel
     * @param from index of the first sample to take
     * @param to index after the last one
     * @return number of samples taken, {@code 0..to - from}
     */
    public int push(float[][] samples, int from, int to) {
        if (to <= from) {
            return 0;
        }
        advance();
        int count = Math.min(to - from, missing);
        int taken = 0;
        while (taken < count) {
            int run = Math.min(count - taken, lengthSamples - position);
            for (int c = 0; c < ring.length; c++) {
                System.arraycopy(samples[c], from + taken, ring[c], position, run);
            }
            position = position + run == lengthSamples ? 0 : position + run;
            taken += run;
        }
        missing -= count;
        return count;
    }

    private void advance() {
        if (missing == 0) {
            missing = hopSamples;
        }
    }

    private boolean step() {
        position = position + 1 == lengthSamples ? 0 : position + 1;
        missing--;
        return ready();
    }

    /**
     * Whether the last sample completed a window.
     *
     * @return whether it can be read
     */
    public boolean ready() {
        return missing == 0;
    }

    /**
     * Number of channels.
     *
     * @return 1 or more
     */
    public int channels() {
        return ring.length;
    }

    /**
     * Length of a window.
     *
     * @return samples, 1 or more
     */
    public int lengthSamples() {
        return lengthSamples;
    }

    /**
     * Copies the window of a channel, oldest sample first. Only while {@link #ready}.
     *
     * @param channel 0-based channel
     * @param out receives {@link #lengthSamples} samples
     * @param at index of the first in {@code out}
     */
    public void read(int channel, float[] out, int at) {
        requireReady("window");
        int older = lengthSamples - position;
        System.arraycopy(ring[channel], position, out, at, older);
        System.arraycopy(ring[channel], 0, out, at + older, position);
    }

    /** Copies the window of a channel, multiplied by factors. */
    void read(int channel, double[] factors, double[] out) {
        requireReady("spectrum");
        float[] samples = ring[channel];
        int older = lengthSamples - position;
        for (int i = 0; i < older; i++) {
            out[i] = samples[position + i] * factors[i];
        }
        for (int i = older; i < lengthSamples; i++) {
            out[i] = samples[i - older] * factors[i];
        }
    }

    private void requireReady(String what) {
        if (!ready()) {
            throw new IllegalStateException("no " + what + " is ready: missingSamples=" + missing + " (expected 0)");
        }
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * lengthSamples * ring.length;
    }

    @Override
    public void reset() {
        position = 0;
        missing = firstSamples;
        for (float[] channel : ring) {
            Arrays.fill(channel, 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(ring.length);
        out.writeInt(position);
        out.writeInt(missing);
        for (float[] channel : ring) {
            StateIo.writeFloats(out, channel);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readInt(in, "windows.channels", ring.length, ring.length);
        position = StateIo.readInt(in, "windows.position", 0, lengthSamples - 1);
        missing = StateIo.readInt(in, "windows.missing", 0, Math.max(lengthSamples, hopSamples));
        for (float[] channel : ring) {
            StateIo.readFloats(in, "windows.samples", channel);
        }
    }
}
