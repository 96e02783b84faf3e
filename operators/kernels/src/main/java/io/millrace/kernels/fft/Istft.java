package io.millrace.kernels.fft;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The streaming inverse of {@link Stft} (with {@link Stft.Scaling#NONE}): every spectrum is transformed back, multiplied
 * by the synthesis window and added to its neighbours, and the sum is divided by what the two windows add up to at each
 * sample (Griffin and Lim 1984, equation 6, with a synthesis window of its own). Samples come back within the rounding of
 * spectra to float for every pair of windows and every hop for which that divisor is not close to zero.
 *
 * <p>With {@link SampleWindows.Start#FIRST_HOP} the hops before the first sample come out first: {@code lengthSamples -
 * hopSamples} samples of silence, which is the delay.
 *
 * <p>State {@code 8 * lengthSamples * channels} bytes.
 */
public final class Istft implements KernelState {

    /** A divisor below this part of the largest would amplify rounding by more than 60 dB. */
    private static final double LEAST_OVERLAP = 1e-3;

    private final RealFft fft;
    private final OverlapAdd overlap;
    private final double[] window;
    private final double[] binRe;
    private final double[] binIm;
    private final double[] time;

    /**
     * An inverse transform before its first spectrum.
     *
     * @param channels number of channels, at least 1
     * @param lengthSamples window and transform length, 1..2^26
     * @param hopSamples distance between spectra, 1..lengthSamples
     * @param analysis window that the spectra were made with
     * @param synthesis window to put on after the inverse transform
     * @throws IllegalArgumentException if the windows leave samples out at this hop
     */
    public Istft(int channels, int lengthSamples, int hopSamples, Window analysis, Window synthesis) {
        this.fft = new RealFft(lengthSamples);
        this.overlap = new OverlapAdd(channels, lengthSamples, hopSamples);
        this.window = synthesis.periodic(lengthSamples);
        this.binRe = new double[fft.bins()];
        this.binIm = new double[fft.bins()];
        this.time = new double[lengthSamples];
        divide(analysis.periodic(lengthSamples), hopSamples);
    }

    private void divide(double[] analysis, int hop) {
        double[] sums = new double[hop];
        double most = 0;
        for (int i = 0; i < window.length; i++) {
            sums[i % hop] += analysis[i] * window[i];
        }
        for (double sum : sums) {
            most = Math.max(most, sum);
        }
        for (double sum : sums) {
            if (!(sum > LEAST_OVERLAP * most)) {
                throw new IllegalArgumentException("windows leave samples out: lengthSamples=" + window.length
                        + ", hopSamples=" + hop + " (expected a shorter hop or another window)");
            }
        }
        for (int i = 0; i < window.length; i++) {
            window[i] /= sums[i % hop];
        }
    }

    /**
     * Whether samples come back at all.
     *
     * @param lengthSamples window and transform length, at least 1
     * @param hopSamples distance between spectra, at least 1
     * @param analysis window of the spectra
     * @param synthesis window after the inverse transform
     * @return whether a transform can be made with these
     */
    public static boolean isInvertible(int lengthSamples, int hopSamples, Window analysis, Window synthesis) {
        Require.inRange("lengthSamples", lengthSamples, 1, 1 << 26);
        try {
            new Istft(1, lengthSamples, hopSamples, analysis, synthesis);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The number of bins of a spectrum.
     *
     * @return {@code lengthSamples / 2 + 1}
     */
    public int bins() {
        return fft.bins();
    }

    /**
     * Adds the spectrum of one channel at the present position.
     *
     * @param channel 0-based channel
     * @param spectrum real parts, then imaginary parts, {@link #bins} each, from {@code from} on
     * @param from index of the first real part
     */
    public void add(int channel, float[] spectrum, int from) {
        int bins = binRe.length;
        for (int k = 0; k < bins; k++) {
            binRe[k] = spectrum[from + k];
            binIm[k] = spectrum[from + bins + k];
        }
        fft.inverse(binRe, binIm, time);
        overlap.add(channel, time, window);
    }

    /**
     * Takes the hop of samples that is complete, once every channel's spectrum was added, and moves on by a hop.
     *
     * @param out receives {@code hopSamples} samples of every channel
     * @param at index of the first in {@code out}
     */
    public void take(float[][] out, int at) {
        overlap.take(out, at);
    }

    @Override
    public long stateBytes() {
        return overlap.stateBytes();
    }

    @Override
    public void reset() {
        overlap.reset();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        overlap.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        overlap.load(in);
    }
}
