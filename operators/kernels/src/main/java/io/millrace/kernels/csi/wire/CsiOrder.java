package io.millrace.kernels.csi.wire;

/** In which order the sub-carriers of a block lie in the buffer. */
public enum CsiOrder {
    /**
     * By energy: the null carriers show the order; until they do, what the layout table says, and centred where no table
     * is known.
     */
    AUTO,
    /** FFT order: 0 upwards, then the negative ones; guards in the middle. */
    FFT,
    /** From the lowest to the highest; guards at the edges. */
    CENTRED,
    /** What the layout table says, whatever the energy says. */
    TABLE
}
