package io.millrace.kernels.audio;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Sums a power spectrum into triangular bands that are even on a scale of pitch; each triangle has an area of 2 over its
 * width in Hz (Slaney), so that noise gives even bands. As {@code librosa.filters.mel}. Keeps no state.
 */
public final class MelFilterBank {

    private final int bins;
    private final int[] first;
    private final float[][] weights;

    /**
     * A filter bank.
     *
     * @param sampleRateHz rate of the samples, above 0
     * @param lengthSamples length of the transform, at least 2
     * @param bands number of bands, at least 1
     * @param lowHz lower end of the lowest band, at least 0
     * @param highHz upper end of the highest band, above {@code lowHz}
     * @param scale scale of pitch
     */
    public MelFilterBank(
            double sampleRateHz, int lengthSamples, int bands, double lowHz, double highHz, MelScale scale) {
        Require.positive("sampleRateHz", sampleRateHz);
        Require.inRange("lengthSamples", lengthSamples, 2, 1 << 26);
        Require.inRange("bands", bands, 1, 1 << 20);
        Require.between("lowHz", lowHz, -1e-9, highHz);
        this.bins = lengthSamples / 2 + 1;
        this.first = new int[bands];
        this.weights = new float[bands][];
        double low = scale.ofHz(lowHz);
        double step = (scale.ofHz(highHz) - low) / (bands + 1);
        for (int b = 0; b < bands; b++) {
            design(
                    b,
                    scale.toHz(low + b * step),
                    scale.toHz(low + (b + 1) * step),
                    scale.toHz(low + (b + 2) * step),
                    sampleRateHz / lengthSamples);
        }
    }

    private void design(int band, double leftHz, double middleHz, double rightHz, double binHz) {
        float[] all = new float[bins];
        int from = bins;
        int to = 0;
        for (int k = 0; k < bins; k++) {
            double rising = (k * binHz - leftHz) / (middleHz - leftHz);
            double falling = (rightHz - k * binHz) / (rightHz - middleHz);
            double height = Math.min(rising, falling);
            if (height > 0) {
                all[k] = (float) (height * 2 / (rightHz - leftHz));
                from = Math.min(from, k);
                to = k + 1;
            }
        }
        first[band] = Math.min(from, to); // a band between two bins has none
        weights[band] = Arrays.copyOfRange(all, first[band], to);
    }

    /**
     * Number of bands.
     *
     * @return 1 or more
     */
    public int bands() {
        return weights.length;
    }

    /**
     * Number of bins of a power spectrum.
     *
     * @return half the length of the transform and one more
     */
    public int bins() {
        return bins;
    }

    /**
     * Sums a power spectrum into bands.
     *
     * @param power holds the spectrum, {@link #bins} values from {@code from} on
     * @param from index of the first bin
     * @param out receives {@link #bands} values
     * @param at index of the first in {@code out}
     */
    public void apply(float[] power, int from, float[] out, int at) {
        for (int b = 0; b < weights.length; b++) {
            float[] band = weights[b];
            int start = from + first[b];
            float sum = 0;
            for (int i = 0; i < band.length; i++) {
                sum += power[start + i] * band[i];
            }
            out[at + b] = sum;
        }
    }
}
