package io.millrace.kernels.audio;

/** Scales of pitch, on which bands are spaced evenly. */
public enum MelScale {
    /** Linear up to 1 kHz, logarithmic above (Slaney's Auditory Toolbox 1998): the default of librosa. */
    SLANEY,
    /** {@code 2595 log10(1 + f / 700)} (O'Shaughnessy 1987): of HTK and torchaudio. */
    HTK;

    private static final double HZ_PER_MEL = 200.0 / 3;
    private static final double BREAK_HZ = 1000;
    private static final double BREAK_MEL = BREAK_HZ / HZ_PER_MEL;
    private static final double LOG_STEP = StrictMath.log(6.4) / 27;

    double ofHz(double hz) {
        if (this == HTK) {
            return 2595 * StrictMath.log10(1 + hz / 700);
        }
        return hz < BREAK_HZ ? hz / HZ_PER_MEL : BREAK_MEL + StrictMath.log(hz / BREAK_HZ) / LOG_STEP;
    }

    double toHz(double mel) {
        if (this == HTK) {
            return 700 * (StrictMath.pow(10, mel / 2595) - 1);
        }
        return mel < BREAK_MEL ? mel * HZ_PER_MEL : BREAK_HZ * StrictMath.exp(LOG_STEP * (mel - BREAK_MEL));
    }
}
