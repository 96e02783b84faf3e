package io.millrace.kernels.fft;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The short-time Fourier transform of real channels that arrive sample by sample.
 *
 * <p>The first spectrum is ready with sample {@code lengthSamples}, every further one {@code hopSamples} later; no
 * padding, no detrending. Spectrum q of {@code scipy.signal.stft(boundary=None, padded=False, detrend=False)} is the
 * q-th one here with {@link Scaling#SPECTRUM}; with {@link Scaling#NONE} it is that of {@code ShortTimeFFT} with
 * {@code phase_shift=None} at the slices that lie inside the signal. A spectrum is computed when it is read, for the
 * channels that are read.
 *
 * <p>However the samples are cut into calls, the results are the same bits.
 *
 * <p>State {@code 4 * lengthSamples * channels} bytes.
 */
public final class Stft implements KernelState {

    private final int lengthSamples;
    private final int hopSamples;
    private final double[] window;
    private final RealFft fft;
    private final float[][] ring;
    private final double[] time;
    private final double[] binRe;
    private final double[] binIm;
    private int position;
    private int missing;

    /** What a spectrum is multiplied by. */
    public enum Scaling {
        /** 1: plain sums. */
        NONE,
        /** 1 over the sum of the window: a sine of amplitude A on a bin reads A / 2. */
        SPECTRUM
    }

    /**
     * A transform before its first sample.
     *
     * @param channels number of channels, at least 1
     * @param lengthSamples window and transform length, 1..2^26
     * @param hopSamples distance between spectra, at least 1; may exceed the length
     * @param window window function, periodic form
     * @param scaling factor of the spectra
     */
    public Stft(int channels, int lengthSamples, int hopSamples, Window window, Scaling scaling) {
        Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        this.fft = new RealFft(lengthSamples);
        this.lengthSamples = lengthSamples;
        this.hopSamples = Require.inRange("hopSamples", hopSamples, 1, Integer.MAX_VALUE);
        this.window = window.periodic(lengthSamples);
        if (scaling == Scaling.SPECTRUM) {
            double sum = Arrays.stream(this.window).sum();
            for (int i = 0; i < lengthSamples; i++) {
                this.window[i] /= sum;
            }
        }
        this.ring = new float[channels][lengthSamples];
        this.time = new double[lengthSamples];
        this.binRe = new double[fft.bins()];
        this.binIm = new double[fft.bins()];
        this.missing = lengthSamples;
    }

    /**
     * The number of bins of a spectrum; bin k is at {@code k * rate / lengthSamples}.
     *
     * @return {@code lengthSamples / 2 + 1}
     */
    public int bins() {
        return fft.bins();
    }

    /**
     * Takes one sample of every channel.
     *
     * @param samples one per channel
     * @return whether a spectrum is ready; it is lost with the next sample
     */
    public boolean push(float[] samples) {
        advance();
        for (int c = 0; c < ring.length; c++) {
            ring[c][position] = samples[c];
        }
        return step();
    }

    /**
     * Takes samples of every channel until a spectrum is ready or they are used up; {@link #ready} tells which.
     *
     * @param samples one array per channel
     * @param from index of the first sample to take
     * @param to index after the last one
     * @return number of samples taken, {@code 0..to - from}
     */
    public int push(float[][] samples, int from, int to) {
        for (int i = from; i < to; i++) {
            advance();
            for (int c = 0; c < ring.length; c++) {
                ring[c][position] = samples[c][i];
            }
            if (step()) {
                return i + 1 - from;
            }
        }
        return Math.max(0, to - from);
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
     * @return whether a spectrum can be read
     */
    public boolean ready() {
        return missing == 0;
    }

    /**
     * Reads the spectrum of a channel. Only while {@link #ready}.
     *
     * @param channel 0-based channel
     * @param re receives the real parts, {@link #bins} values
     * @param im receives the imaginary parts, {@link #bins} values
     */
    public void spectrum(int channel, float[] re, float[] im) {
        transform(channel);
        for (int k = 0; k < binRe.length; k++) {
            re[k] = (float) binRe[k];
            im[k] = (float) binIm[k];
        }
    }

    /**
     * Reads the squared magnitude of the spectrum of a channel. Only while {@link #ready}.
     *
     * @param channel 0-based channel
     * @param power receives {@link #bins} values
     */
    public void power(int channel, float[] power) {
        transform(channel);
        for (int k = 0; k < binRe.length; k++) {
            power[k] = (float) (binRe[k] * binRe[k] + binIm[k] * binIm[k]);
        }
    }

    private void transform(int channel) {
        if (!ready()) {
            throw new IllegalStateException("no spectrum is ready: missingSamples=" + missing + " (expected 0)");
        }
        float[] samples = ring[channel];
        int older = lengthSamples - position;
        for (int i = 0; i < older; i++) {
            time[i] = samples[position + i] * window[i];
        }
        for (int i = older; i < lengthSamples; i++) {
            time[i] = samples[i - older] * window[i];
        }
        fft.forward(time, binRe, binIm);
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * lengthSamples * ring.length;
    }

    @Override
    public void reset() {
        position = 0;
        missing = lengthSamples;
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
        StateIo.readInt(in, "stft.channels", ring.length, ring.length);
        position = StateIo.readInt(in, "stft.position", 0, lengthSamples - 1);
        missing = StateIo.readInt(in, "stft.missing", 0, Math.max(lengthSamples, hopSamples));
        for (float[] channel : ring) {
            StateIo.readFloats(in, "stft.window", channel);
        }
    }
}
