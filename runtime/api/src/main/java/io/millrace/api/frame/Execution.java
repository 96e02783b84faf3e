package io.millrace.api.frame;

/** How faithfully the models behind a frame were computed, most faithful first. */
public enum Execution {
    /** Every layer was computed in full. */
    DENSE,
    /** Only what changed was computed; the error is bounded. */
    DELTA,
    /** A cheaper substitute ran because of overload. */
    DEGRADED;

    /**
     * The less faithful of two.
     *
     * @param other the other
     * @return whichever is less faithful
     */
    public Execution weaker(Execution other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
