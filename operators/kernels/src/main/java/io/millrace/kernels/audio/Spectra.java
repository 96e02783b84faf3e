package io.millrace.kernels.audio;

/** Arithmetic on spectra that stand in one array, real parts before imaginary ones. Keeps no state. */
public final class Spectra {

    private Spectra() {}

    /**
     * Magnitudes.
     *
     * @param spectrum holds the spectrum, from {@code from} on
     * @param from index of the first real part
     * @param bins number of bins
     * @param out receives the magnitudes
     * @param at index of the first in {@code out}
     */
    public static void magnitude(float[] spectrum, int from, int bins, float[] out, int at) {
        for (int k = 0; k < bins; k++) {
            float re = spectrum[from + k];
            float im = spectrum[from + bins + k];
            out[at + k] = (float) Math.sqrt((double) re * re + (double) im * im);
        }
    }

    /**
     * Squared magnitudes.
     *
     * @param spectrum holds the spectrum, from {@code from} on
     * @param from index of the first real part
     * @param bins number of bins
     * @param out receives the squares
     * @param at index of the first in {@code out}
     */
    public static void power(float[] spectrum, int from, int bins, float[] out, int at) {
        for (int k = 0; k < bins; k++) {
            float re = spectrum[from + k];
            float im = spectrum[from + bins + k];
            out[at + k] = re * re + im * im;
        }
    }

    /**
     * Multiplies a spectrum by real gains, in place.
     *
     * @param spectrum holds the spectrum, from {@code from} on
     * @param from index of the first real part
     * @param bins number of bins
     * @param mask gains
     * @param maskFrom index of the first gain
     */
    public static void scale(float[] spectrum, int from, int bins, float[] mask, int maskFrom) {
        for (int k = 0; k < bins; k++) {
            spectrum[from + k] *= mask[maskFrom + k];
        }
        for (int k = 0; k < bins; k++) {
            spectrum[from + bins + k] *= mask[maskFrom + k];
        }
    }

    /**
     * Multiplies a spectrum by complex gains, in place.
     *
     * @param spectrum holds the spectrum, from {@code from} on
     * @param from index of the first real part
     * @param bins number of bins
     * @param mask gains, real parts before imaginary ones
     * @param maskFrom index of the first real part of the gains
     */
    public static void multiply(float[] spectrum, int from, int bins, float[] mask, int maskFrom) {
        for (int k = 0; k < bins; k++) {
            float re = spectrum[from + k];
            float im = spectrum[from + bins + k];
            float maskRe = mask[maskFrom + k];
            float maskIm = mask[maskFrom + bins + k];
            spectrum[from + k] = re * maskRe - im * maskIm;
            spectrum[from + bins + k] = re * maskIm + im * maskRe;
        }
    }
}
