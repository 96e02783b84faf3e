package io.millrace.kernels.csi.wire;

/**
 * Reads datagrams of the ADR-018 family, all little-endian.
 *
 * <pre>
 *   0        1        2        3
 *  +--------+--------+--------+--------+
 *  |          magic 0xC5110001         |
 *  +--------+--------+-----------------+
 *  | node   | ant    | sub-carriers    |
 *  +--------+--------+-----------------+
 *  |          frequency, MHz           |
 *  +-----------------------------------+
 *  |          sequence                 |
 *  +--------+--------+-----------------+
 *  | rssi   | noise  | reserved        |
 *  +--------+--------+-----------------+
 *  | imag, real (int8) for every antenna and sub-carrier ...
 * </pre>
 */
final class Adr018 {

    private static final int FAMILY = 0xC511;
    private static final int HEADER_BYTES = 20;

    private Adr018() {}

    /** Returns whether the record starts with a magic of the family; no text does, since its third byte is a control. */
    static boolean isFamily(byte[] b, int from, int end) {
        return end - from >= 4 && u16(b, from + 2) == FAMILY;
    }

    static ParseResult read(byte[] b, int from, int end, CsiPacket packet) {
        int bytes = end - from;
        return switch (u16(b, from)) {
            case 1 -> frame(b, from, bytes, packet);
            case 2 -> bytes < 32 ? ParseResult.TRUNCATED : ParseResult.VITALS;
            case 3 -> bytes < 48 ? ParseResult.TRUNCATED : ParseResult.FEATURES;
            case 4 -> ParseResult.FUSED_VITALS_OR_WASM;
            case 5 -> bytes < 10 ? ParseResult.TRUNCATED : ParseResult.COMPRESSED_DELTA;
            case 6 -> bytes < 60 ? ParseResult.TRUNCATED : ParseResult.FEATURE_STATE;
            default -> ParseResult.UNKNOWN_MAGIC;
        };
    }

    private static ParseResult frame(byte[] b, int from, int bytes, CsiPacket packet) {
        packet.clear(CsiDialect.ADR_018);
        if (bytes < HEADER_BYTES) {
            return ParseResult.TRUNCATED;
        }
        int antennas = b[from + 5] & 0xFF;
        int pairs = antennas * u16(b, from + 6);
        if (pairs == 0) {
            return ParseResult.EMPTY;
        }
        if (bytes - HEADER_BYTES < 2 * pairs) {
            return ParseResult.TRUNCATED;
        }
        if (pairs > CsiPacket.MAX_SUBCARRIERS) {
            return ParseResult.TOO_LONG;
        }
        header(b, from, antennas, pairs, packet);
        short[] imag = packet.imag();
        short[] real = packet.real();
        int p = from + HEADER_BYTES;
        for (int i = 0; i < pairs; i++) {
            imag[i] = b[p + 2 * i];
            real[i] = b[p + 2 * i + 1];
        }
        packet.values(pairs, false);
        return ParseResult.OK;
    }

    private static void header(byte[] b, int from, int antennas, int pairs, CsiPacket packet) {
        packet.set(CsiField.NODE_ID, b[from + 4] & 0xFF);
        packet.set(CsiField.ANTENNA_COUNT, antennas);
        packet.set(CsiField.DECLARED_LENGTH, 2L * pairs);
        long frequency = u32(b, from + 8);
        // The decision record says Hz, the firmware sends MHz: no band in MHz reaches a million.
        long mhz = frequency >= 1_000_000 ? frequency / 1_000_000 : frequency;
        packet.set(CsiField.FREQUENCY_MHZ, mhz);
        int channel = channel(mhz);
        if (channel > 0) {
            packet.set(CsiField.CHANNEL, channel);
        }
        packet.set(CsiField.SEQUENCE, u32(b, from + 12));
        packet.set(CsiField.RSSI, b[from + 16]);
        packet.set(CsiField.NOISE_FLOOR, b[from + 17]);
    }

    /** Returns the 802.11 channel of a centre frequency in the 2.4 and 5 GHz bands, 0 for any other. */
    private static int channel(long mhz) {
        if (mhz == 2484) {
            return 14;
        }
        if (mhz >= 2412 && mhz <= 2472 && (mhz - 2407) % 5 == 0) {
            return (int) (mhz - 2407) / 5;
        }
        return mhz >= 5160 && mhz <= 5885 && mhz % 5 == 0 ? (int) (mhz - 5000) / 5 : 0;
    }

    private static int u16(byte[] b, int p) {
        return (b[p] & 0xFF) | (b[p + 1] & 0xFF) << 8;
    }

    private static long u32(byte[] b, int p) {
        return u16(b, p) | (long) u16(b, p + 2) << 16;
    }
}
