package io.millrace.kernels.csi.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads a decimal value list in place, eight bytes of text at a time.
 *
 * <p>Longer than 40 lines a method because it is the decoder's inner loop. A load of eight bytes always holds a sign, up
 * to four digits and the separator. Where a number ends, which the next load waits for, takes a few operations on one
 * register; its value is worked out beside that, and the only branches are those that a good row never takes. The last
 * bytes of a record, and anything unusual, go through {@link #slow}, which is also the definition of the grammar: numbers
 * separated by one comma or any spaces, up to {@code ]}.
 */
final class ValueList {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EVERY = 0x0101_0101_0101_0101L;
    private static final long TOP_BITS = 0x8080_8080_8080_8080L;

    private static final int STRANGE = Integer.MIN_VALUE;

    /** Position of the next unread byte. */
    private int next;

    private boolean done;
    private int separator;
    private int value;

    /** Returns how many bytes stand before the first one below the minus sign: a space, a comma or a stranger; 8 if none. */
    private static int before(long w) {
        // 0x53 lifts a byte of 0x2D or more to the top bit; text below 0x80 cannot carry into the next byte.
        long atLeastMinus = ((w & ~TOP_BITS) + 0x53 * EVERY) | w;
        return Long.numberOfTrailingZeros(~atLeastMinus & TOP_BITS) >>> 3;
    }

    /** Returns the number in the first bytes of a word, or {@code STRANGE} when those are not a plain value. */
    private static int number(long w, int length) {
        int separator = (int) (w >>> (length << 3)) & 0xFF;
        int negative = (w & 0xFF) == '-' ? 1 : 0;
        int digits = length - negative;
        // The digits end at the top byte with zeros before them.
        long t = ((w >>> (negative << 3)) ^ ('0' * EVERY)) << (64 - (digits << 3));
        long bad = (((t & ~TOP_BITS) + 0x76 * EVERY) | t) & TOP_BITS;
        if (bad != 0 || ((digits - 1) >>> 2) != 0 || (separator != ' ' && separator != ',')) {
            return STRANGE;
        }
        // Of the upper four bytes b0 is lowest: b0*1000 + b1*100 + b2*10 + b3.
        int x = (int) (t >>> 32);
        x = x * 10 + (x >>> 8);
        int magnitude = (x & 0xFF) * 100 + ((x >>> 16) & 0xFF);
        return (magnitude ^ -negative) + negative;
    }

    ParseResult read(byte[] b, int from, int end, boolean twelveBit, CsiPacket packet) {
        short[] imag = packet.imag();
        short[] real = packet.real();
        int p = from;
        int pairs = 0;
        boolean half = false;
        int beyond8 = 0;
        int beyond12 = 0;
        separator = 0;
        done = false;
        for (; ; ) {
            // Two numbers at a time while both loads are sure to lie within the record: the second is at most 9 bytes
            // on.
            while (!half && p + 17 <= end && pairs < imag.length) {
                long w = (long) LONG.get(b, p);
                int length = before(w);
                int q = p + length + 1;
                long w2 = (long) LONG.get(b, q);
                int length2 = before(w2);
                int im = number(w, length);
                int re = number(w2, length2);
                if (im == STRANGE || re == STRANGE) {
                    break;
                }
                imag[pairs] = (short) im;
                real[pairs] = (short) re;
                beyond8 |= (im + 128) | (re + 128);
                beyond12 |= (im + 2048) | (re + 2048);
                pairs++;
                p = q + length2 + 1;
                separator = b[p - 1];
            }
            ParseResult result = slow(b, p, end);
            if (result != ParseResult.OK) {
                return result;
            }
            if (done) {
                break;
            }
            if (pairs == imag.length) {
                return ParseResult.TOO_LONG;
            }
            p = next;
            beyond8 |= value + 128;
            beyond12 |= value + 2048;
            if (half) {
                real[pairs++] = (short) value;
            } else {
                imag[pairs] = (short) value;
            }
            half = !half;
        }
        if (half) {
            return ParseResult.ODD_COUNT;
        }
        if (pairs == 0) {
            return ParseResult.EMPTY;
        }
        if ((beyond8 & ~0xFF) != 0 && (!twelveBit || (beyond12 & ~0xFFF) != 0)) {
            return ParseResult.VALUE_OUT_OF_RANGE;
        }
        packet.values(pairs, (beyond8 & ~0xFF) != 0);
        return ParseResult.OK;
    }

    /** Reads one number and its separator, or the closing bracket, byte by byte. */
    private ParseResult slow(byte[] b, int from, int end) {
        int p = from;
        while (p < end && b[p] == ' ') {
            p++;
        }
        if (p < end && b[p] == ']') {
            done = true;
            next = p + 1;
            return separator == ',' ? ParseResult.BAD_NUMBER : ParseResult.OK;
        }
        boolean negative = p < end && b[p] == '-';
        p += negative ? 1 : 0;
        int first = p;
        int magnitude = 0;
        while (p < end && b[p] >= '0' && b[p] <= '9') {
            magnitude = Math.min(magnitude * 10 + b[p++] - '0', 10_000);
        }
        if (p == end) {
            return ParseResult.TRUNCATED;
        }
        if (p == first) {
            return ParseResult.BAD_NUMBER;
        }
        if (magnitude > 9999) {
            return ParseResult.VALUE_OUT_OF_RANGE;
        }
        value = negative ? -magnitude : magnitude;
        separator = b[p];
        if (separator == ' ') {
            int space = p;
            while (space < end && b[space] == ' ') {
                space++;
            }
            // "1 , 2" and "1 ]" are as good as "1,2" and "1]".
            if (space < end && b[space] == ',') {
                separator = ',';
                p = space;
            }
        }
        if (separator == ']') {
            next = p;
            return ParseResult.OK;
        }
        next = p + 1;
        return separator == ',' || separator == ' ' ? ParseResult.OK : ParseResult.BAD_NUMBER;
    }
}
