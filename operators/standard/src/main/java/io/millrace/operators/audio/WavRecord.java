package io.millrace.operators.audio;

import io.millrace.kernels.audio.PcmEncoding;
import org.jspecify.annotations.Nullable;

/** A record with the canonical WAV header of 44 bytes in front, as the {@code wav} recording format delivers it. */
final class WavRecord {

    static final int HEADER_BYTES = 44;

    private static final int FLOAT = 3;

    private WavRecord() {}

    static boolean matches(byte[] record) {
        return record.length >= HEADER_BYTES
                && record[0] == 'R'
                && record[1] == 'I'
                && record[2] == 'F'
                && record[3] == 'F'
                && record[8] == 'W'
                && record[9] == 'A'
                && record[10] == 'V'
                && record[11] == 'E'
                && record[36] == 'd'
                && record[37] == 'a'
                && record[38] == 't'
                && record[39] == 'a';
    }

    static int channels(byte[] record) {
        return int16(record, 22);
    }

    static int sampleRateHz(byte[] record) {
        return int16(record, 24) | int16(record, 26) << 16;
    }

    /** The encoding, or null for one that WAV files here never have. */
    static @Nullable PcmEncoding encoding(byte[] record) {
        boolean floating = int16(record, 20) == FLOAT;
        return switch (int16(record, 34)) {
            case 8 -> PcmEncoding.U8;
            case 16 -> PcmEncoding.S16LE;
            case 24 -> PcmEncoding.S24LE;
            case 32 -> floating ? PcmEncoding.F32LE : PcmEncoding.S32LE;
            case 64 -> floating ? PcmEncoding.F64LE : null;
            default -> null;
        };
    }

    private static int int16(byte[] record, int at) {
        return (record[at] & 0xff) | (record[at + 1] & 0xff) << 8;
    }
}
