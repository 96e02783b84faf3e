package io.millrace.kernels.filter;

/** What the corner frequency of a Bessel filter means; the names are those of {@code scipy.signal.bessel}. */
public enum BesselNorm {
    /** Half of the phase shift is reached there, and the slope is asymptotically that of a Butterworth filter. */
    PHASE,
    /** The group delay of the analogue filter in the pass band is one over the (angular) corner frequency. */
    DELAY,
    /** The gain is -3 dB there. */
    MAG
}
