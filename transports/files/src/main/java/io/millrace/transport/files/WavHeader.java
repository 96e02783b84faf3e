package io.millrace.transport.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The form of the samples of a WAV file.
 *
 * @param floating whether samples are floating point, else integers
 * @param bits size of a sample, a multiple of 8
 * @param channels number of channels, interleaved
 * @param sampleRateHz samples a second and channel
 */
record WavHeader(boolean floating, int bits, int channels, int sampleRateHz) {

    /** Size of a header without optional chunks. */
    static final int CANONICAL_BYTES = 44;

    static final int MAX_CHANNELS = 1024;
    static final int MAX_SAMPLE_RATE_HZ = 768_000;

    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int PLAIN_BYTES = 16;
    private static final int EXTENSIBLE_BYTES = 40;
    /** What follows the format's number in a sub-format of the Microsoft media family. */
    private static final byte[] SUBFORMAT_TAIL = {
        0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
    };

    int frameBytes() {
        return bits / 8 * channels;
    }

    String encoding() {
        return floating ? "f" + bits : bits == 8 ? "u8" : "s" + bits;
    }

    /** Reads a {@code fmt} chunk; says which file it is of if that cannot be. */
    static WavHeader parse(String file, byte[] chunk) throws IOException {
        if (chunk.length < PLAIN_BYTES) {
            throw new IOException("WAV format is cut short: file=" + file + ", bytes=" + chunk.length
                    + " (expected at least " + PLAIN_BYTES + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        int tag = in.getShort(0) & 0xffff;
        int channels = in.getShort(2) & 0xffff;
        int rate = in.getInt(4);
        int bits = in.getShort(14) & 0xffff;
        int kind = tag == EXTENSIBLE ? subformat(in) : tag;
        boolean known = (kind == PCM && (bits == 8 || bits == 16 || bits == 24 || bits == 32))
                || (kind == FLOAT && (bits == 32 || bits == 64));
        if (!known) {
            throw new IOException("WAV encoding is not known: file=" + file + ", format-tag=" + tag + ", bits=" + bits
                    + " (expected PCM of 8, 16, 24 or 32 bits, or float of 32 or 64)");
        }
        if (channels < 1 || channels > MAX_CHANNELS || rate < 1 || rate > MAX_SAMPLE_RATE_HZ) {
            throw new IOException("WAV is out of bounds: file=" + file + ", channels=" + channels + ", sample-rate-hz="
                    + (rate & 0xffffffffL) + " (expected 1.." + MAX_CHANNELS + " channels, 1.." + MAX_SAMPLE_RATE_HZ
                    + " Hz)");
        }
        return new WavHeader(kind == FLOAT, bits, channels, rate);
    }

    /** The format's number within a WAVE_FORMAT_EXTENSIBLE, or -1. */
    private static int subformat(ByteBuffer in) {
        if (in.capacity() < EXTENSIBLE_BYTES) {
            return -1;
        }
        for (int i = 0; i < SUBFORMAT_TAIL.length; i++) {
            if (in.get(26 + i) != SUBFORMAT_TAIL[i]) {
                return -1;
            }
        }
        return in.getShort(24) & 0xffff;
    }

    /** Puts a header without optional chunks; the sizes are those of {@code dataBytes}. */
    void putCanonical(ByteBuffer out, int dataBytes) {
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(CANONICAL_BYTES - 8 + dataBytes).put(ascii("WAVE"));
        putFormat(out);
        out.put(ascii("data")).putInt(dataBytes);
    }

    /** Puts a plain {@code fmt} chunk. */
    void putFormat(ByteBuffer out) {
        out.put(ascii("fmt ")).putInt(PLAIN_BYTES);
        out.putShort((short) (floating ? FLOAT : PCM))
                .putShort((short) channels)
                .putInt(sampleRateHz);
        out.putInt(sampleRateHz * frameBytes()).putShort((short) frameBytes()).putShort((short) bits);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
