package io.millrace.transport.files;

/** How samples are written into a WAV file. */
public enum WavEncoding {
    /** Integers of 16 bits. */
    S16(16),
    /** Integers of 24 bits. */
    S24(24),
    /** Integers of 32 bits. */
    S32(32),
    /** Floating point of 32 bits: nothing is rounded or clipped. */
    F32(32);

    private final int bits;

    WavEncoding(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }
}
