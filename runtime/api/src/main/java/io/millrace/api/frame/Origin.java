package io.millrace.api.frame;

/** Where a frame's content came from, strongest claim first. What is derived from several carries the weakest. */
public enum Origin {
    /** Measured by a sensor now. */
    REAL,
    /** Measured by a sensor earlier and played back. */
    REPLAY,
    /** Computed by a simulator: no sensor was involved. */
    SIMULATED;

    /**
     * The weaker claim of two.
     *
     * @param other the other claim
     * @return whichever claims less
     */
    public Origin weaker(Origin other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * The word used in files, on screens and in messages.
     *
     * @return lower-case name
     */
    public String word() {
        return switch (this) {
            case REAL -> "real";
            case REPLAY -> "replay";
            case SIMULATED -> "simulated";
        };
    }
}
