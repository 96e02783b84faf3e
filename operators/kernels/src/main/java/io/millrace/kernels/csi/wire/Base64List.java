package io.millrace.kernels.csi.wire;

import java.util.Arrays;

/** Reads a base64 value list (RFC 4648, standard alphabet, padding required) into signed 8-bit pairs. */
final class Base64List {

    private static final byte[] DIGITS = new byte[256];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            DIGITS[alphabet.charAt(i)] = (byte) i;
        }
    }

    private Base64List() {}

    static ParseResult read(byte[] b, int from, int end, CsiPacket packet) {
        int stop = from;
        while (stop < end && DIGITS[b[stop] & 0xFF] >= 0) {
            stop++;
        }
        int digits = stop - from;
        int padding = 0;
        while (stop < end && padding < 2 && b[stop] == '=') {
            stop++;
            padding++;
        }
        ParseResult refusal = check(b, stop, end, digits, padding);
        return refusal != ParseResult.OK ? refusal : decode(b, from, digits, packet);
    }

    private static ParseResult check(byte[] b, int stop, int end, int digits, int padding) {
        if (stop < end && b[stop] == ',') {
            return ParseResult.TOO_MANY_COLUMNS;
        }
        boolean ended = stop == end || b[stop] == '"' || b[stop] == '\r' || b[stop] == '\n' || b[stop] == 0x1B;
        if (!ended) {
            return ParseResult.BAD_BASE64;
        }
        if (digits == 0 && padding == 0) {
            return stop == end ? ParseResult.TRUNCATED : ParseResult.EMPTY;
        }
        if ((digits + padding) % 4 != 0) {
            return stop == end && padding == 0 ? ParseResult.TRUNCATED : ParseResult.BAD_BASE64;
        }
        int bytes = digits * 6 / 8;
        if (bytes > 2 * CsiPacket.MAX_SUBCARRIERS) {
            return ParseResult.TOO_LONG;
        }
        return bytes % 2 == 0 ? ParseResult.OK : ParseResult.ODD_COUNT;
    }

    private static ParseResult decode(byte[] b, int from, int digits, CsiPacket packet) {
        int bytes = digits * 6 / 8;
        int bits = 0;
        int held = 0;
        int n = 0;
        for (int i = from; i < from + digits; i++) {
            held = held << 6 | DIGITS[b[i] & 0xFF];
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                short value = (byte) (held >> bits);
                ((n & 1) == 0 ? packet.imag() : packet.real())[n >> 1] = value;
                n++;
            }
        }
        packet.values(bytes / 2, false);
        // The list has no closing bracket, so a row cut at a multiple of four is only seen by the announced length.
        return packet.has(CsiField.DECLARED_LENGTH) && bytes < packet.declaredLength()
                ? ParseResult.TRUNCATED
                : ParseResult.OK;
    }
}
