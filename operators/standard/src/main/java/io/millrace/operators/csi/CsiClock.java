package io.millrace.operators.csi;

/** The clock that frames carry the time of. */
public enum CsiClock {
    /** The chip's, from the arrival of its first packet on: intervals are the chip's to the microsecond, drift included. */
    SENSOR,
    /** The host's: the chip's clock is followed by a fit, so that frames can be joined with those of other sensors. */
    HOST
}
