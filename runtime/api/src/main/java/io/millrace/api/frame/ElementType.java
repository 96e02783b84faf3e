package io.millrace.api.frame;

/** The type of one element of a {@link Tensor}, with its size in memory and its name in files and messages. */
public enum ElementType {
    /** IEEE 754 single precision. */
    F32(4),
    /** IEEE 754 double precision. */
    F64(8),
    /** Signed 8-bit integer. */
    I8(1),
    /** Unsigned 8-bit integer, held in {@code byte}. */
    U8(1),
    /** Signed 16-bit integer. */
    I16(2),
    /** Signed 32-bit integer. */
    I32(4),
    /** Signed 64-bit integer. */
    I64(8),
    /** Truth value, held as one {@code byte}: 0 or 1. */
    BOOL(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Size of one element.
     *
     * @return bytes per element, 1..8
     */
    public int bytes() {
        return bytes;
    }

    Object newArray(int length) {
        return switch (this) {
            case F32 -> new float[length];
            case F64 -> new double[length];
            case I8, U8, BOOL -> new byte[length];
            case I16 -> new short[length];
            case I32 -> new int[length];
            case I64 -> new long[length];
        };
    }
}
