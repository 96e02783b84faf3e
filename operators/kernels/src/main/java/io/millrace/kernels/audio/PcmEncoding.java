package io.millrace.kernels.audio;

/**
 * How linear samples stand in bytes, channels interleaved. Integers are read as fractions of their range, so that full
 * scale is ±1 (the most negative integer is exactly -1); a floating-point sample that is no finite number is read as 0.
 */
public enum PcmEncoding {
    /** Unsigned 8 bits around 128, as WAV has it. */
    U8(1),
    /** Signed 16 bits, little-endian: the most common. */
    S16LE(2),
    /** Signed 16 bits, big-endian: network order, RTP's L16 (RFC 3551, 4.5.11). */
    S16BE(2),
    /** Signed 24 bits, little-endian, packed. */
    S24LE(3),
    /** Signed 24 bits, big-endian, packed: RTP's L24 (RFC 3190). */
    S24BE(3),
    /** Signed 32 bits, little-endian. */
    S32LE(4),
    /** IEEE 754 single precision, little-endian. */
    F32LE(4),
    /** IEEE 754 double precision, little-endian, rounded to single. */
    F64LE(8);

    private final int bytes;

    PcmEncoding(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Size of a sample.
     *
     * @return bytes, 1..8
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Reads samples of every channel.
     *
     * @param data holds them, channels interleaved
     * @param offset where the first begins, bytes
     * @param out receives them, one array a channel
     * @param at index of the first sample in {@code out}
     * @param count samples a channel; {@code count * channels * bytes()} bytes are read
     */
    public void decode(byte[] data, int offset, float[][] out, int at, int count) {
        int channels = out.length;
        for (int c = 0; c < channels; c++) {
            decode(data, offset + c * bytes, channels * bytes, out[c], at, count);
        }
    }

    private void decode(byte[] data, int from, int stride, float[] out, int at, int count) {
        switch (this) {
            case U8 -> {
                for (int i = 0, o = from; i < count; i++, o += stride) {
                    out[at + i] = ((data[o] & 0xff) - 128) * 0x1p-7f;
                }
            }
            case S16LE -> {
                for (int i = 0, o = from; i < count; i++, o += stride) {
                    out[at + i] = (data[o + 1] << 8 | (data[o] & 0xff)) * 0x1p-15f;
                }
            }
            case S16BE -> {
                for (int i = 0, o = from; i < count; i++, o += stride) {
                    out[at + i] = (data[o] << 8 | (data[o + 1] & 0xff)) * 0x1p-15f;
                }
            }
            case S24LE -> {
                for (int i = 0, o = from; i < count; i++, o += stride) {
                    out[at + i] = (data[o + 2] << 16 | (data[o + 1] & 0xff) << 8 | (data[o] & 0xff)) * 0x1p-23f;
                }
            }
            case S24BE -> {
                for (int i = 0, o = from; i < count; i++, o += stride) {
                    out[at + i] = (data[o] << 16 | (data[o + 1] & 0xff) << 8 | (data[o + 2] & 0xff)) * 0x1p-23f;
                }
            }
            case S32LE -> {
                for (int i = 0, o = from; i < count; i++, o += stride) {
                    out[at + i] = int32(data, o) * 0x1p-31f;
                }
            }
            case F32LE -> {
                for (int i = 0, o = from; i < count; i++, o += stride) {
                    out[at + i] = finite(Float.intBitsToFloat(int32(data, o)));
                }
            }
            case F64LE -> {
                for (int i = 0, o = from; i < count; i++, o += stride) {
                    long bits = (long) int32(data, o + 4) << 32 | (int32(data, o) & 0xffffffffL);
                    out[at + i] = finite((float) Double.longBitsToDouble(bits));
                }
            }
        }
    }

    private static int int32(byte[] data, int o) {
        return data[o + 3] << 24 | (data[o + 2] & 0xff) << 16 | (data[o + 1] & 0xff) << 8 | (data[o] & 0xff);
    }

    private static float finite(float value) {
        return Float.isFinite(value) ? value : 0f;
    }
}
