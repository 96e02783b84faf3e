package io.millrace.kernels.pointcloud;

import java.util.Arrays;

/**
 * Finds the order of keys, least first, by counting digits of 11 bits: linear, where sorting by comparison costs more than
 * the voxels themselves. Digits that all keys share are skipped. Memory grows to the most keys seen and stays.
 *
 * <p>Source: Knuth: The Art of Computer Programming 3, section 5.2.5, algorithm R
 */
final class RadixOrder {

    private static final int BITS = 11;
    private static final int DIGITS = 1 << BITS;

    private final int[] starts = new int[DIGITS];
    private int[] from = {};
    private int[] to = {};

    /**
     * Orders keys.
     *
     * @param keys none below 0
     * @param count how many of them count
     * @return where the least is, where the next, ...; valid until the next call
     */
    int[] of(long[] keys, int count) {
        if (from.length < count) {
            from = new int[keys.length];
            to = new int[keys.length];
        }
        long differing = 0;
        for (int i = 0; i < count; i++) {
            from[i] = i;
            differing |= keys[i] ^ keys[0];
        }
        for (int shift = 0; shift < Long.SIZE && (differing >>> shift) != 0; shift += BITS) {
            if (((differing >>> shift) & (DIGITS - 1)) != 0) {
                pass(keys, count, shift);
            }
        }
        return from;
    }

    private void pass(long[] keys, int count, int shift) {
        Arrays.fill(starts, 0);
        for (int i = 0; i < count; i++) {
            starts[digit(keys[i], shift)]++;
        }
        int start = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int keysOfDigit = starts[digit];
            starts[digit] = start;
            start += keysOfDigit;
        }
        for (int i = 0; i < count; i++) {
            to[starts[digit(keys[from[i]], shift)]++] = from[i];
        }
        int[] swap = from;
        from = to;
        to = swap;
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & (DIGITS - 1);
    }
}
