package io.millrace.kernels.fft;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
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

    private final SampleWindows windows;
    private final double[] window;
    private final RealFft fft;
    private final double[] time;
    private final double[] binRe;
    private final double[] binIm;

    /** What a spectrum is multiplied by. */
    public enum Scaling {
        /** 1: plain sums. */
        NONE,
        /** 1 over the sum of the window: a sine of amplitude A on a bin reads A / 2. */
        SPECTRUM
    }

    /**
     * A transform before its first sample, whose first spectrum is that of the first full window.
     *
     * @param channels number of channels, at least 1
     * @param lengthSamples window and transform length, 1..2^26
     * @param hopSamples distance between spectra, at least 1; may exceed the length
     * @param window window function, periodic form
     * @param scaling factor of the spectra
     */
    public Stft(int channels, int lengthSamples, int hopSamples, Window window, Scaling scaling) {
        this(
                new SampleWindows(
                        Require.inRange("channels", channels, 1, Integer.MAX_VALUE),
                        lengthSamples,
                        hopSamples,
                        SampleWindows.Start.FULL_WINDOW),
                window,
                scaling);
    }

    /**
     * A transform of windows.
     *
     * @param windows the windows, owned by the transform from now on
     * @param window window function, periodic form
     * @param scaling factor of the spectra
     */
    public Stft(SampleWindows windows, Window window, Scaling scaling) {
        int length = windows.lengthSamples();
        this.windows = windows;
        this.fft = new RealFft(length);
        this.window = window.periodic(length);
        if (scaling == Scaling.SPECTRUM) {
            double sum = Arrays.stream(this.window).sum();
            for (int i = 0; i < length; i++) {
                this.window[i] /= sum;
            }
        }
        this.time = new double[length];
        this.binRe = new double[fft.bins()];
        this.binIm = new double[fft.bins()];
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
        return windows.push(samples);
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
        return windows.push(samples, from, to);
    }

    /**
     * Whether the last sample completed a window.
     *
     * @return whether a spectrum can be read
     */
    public boolean ready() {
        return windows.ready();
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
        windows.read(channel, window, time);
        fft.forward(time, binRe, binIm);
    }

    @Override
    public long stateBytes() {
        return windows.stateBytes();
    }

    @Override
    public void reset() {
        windows.reset();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        windows.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        windows.load(in);
    }
}
