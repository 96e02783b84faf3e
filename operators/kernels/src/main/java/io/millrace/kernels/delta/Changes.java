package io.millrace.kernels.delta;

/**
 * Comparisons with a threshold without a branch: a share of elements that change at random is what a processor cannot
 * foretell. Bits of floats that are not negative are ordered as the floats are, and those of NaN come last.
 */
final class Changes {

    private Changes() {}

    /** The bits of a threshold, 0 or more. */
    static int limit(float threshold) {
        return Float.floatToRawIntBits(threshold + 0f); // not of a negative zero
    }

    /** 1 if a difference is not within the threshold, as NaN never is; else 0. */
    static int above(float difference, int limit) {
        return (limit - (Float.floatToRawIntBits(difference) & 0x7fff_ffff)) >>> 31;
    }
}
