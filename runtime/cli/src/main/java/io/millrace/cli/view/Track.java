package io.millrace.cli.view;

import java.util.Arrays;

/**
 * The recent past of a port in buckets of equal time, each the mean of the frames in it. Keeps a fixed number of
 * buckets. Not thread-safe.
 */
final class Track {

    /** Time of a bucket, ns. */
    static final long BUCKET_NANOS = 500_000_000L;

    private final long[] bucket;
    private final float[][] sums;
    private final int[] counts;
    private long newest = Long.MIN_VALUE;

    /**
     * Makes an empty track.
     *
     * @param buckets how many are kept
     */
    Track(int buckets) {
        bucket = new long[buckets];
        sums = new float[buckets][];
        counts = new int[buckets];
    }

    void add(long timeNanos, float[] values) {
        long id = Math.floorDiv(timeNanos, BUCKET_NANOS);
        if (newest != Long.MIN_VALUE && (id <= newest - bucket.length || id > newest + 100L * bucket.length)) {
            newest = Long.MIN_VALUE; // another epoch of the sensor's clock: begin again
            Arrays.fill(counts, 0);
        }
        int slot = (int) Math.floorMod(id, (long) bucket.length);
        if (counts[slot] == 0 || bucket[slot] != id || sums[slot].length != values.length) {
            bucket[slot] = id;
            counts[slot] = 0;
            sums[slot] = new float[values.length];
        }
        for (int i = 0; i < values.length; i++) {
            sums[slot][i] += values[i];
        }
        counts[slot]++;
        newest = Math.max(newest, id);
    }

    /**
     * One bucket.
     *
     * @param back 0 for the newest
     * @return its means, empty if nothing is known of that time
     */
    float[] mean(int back) {
        long id = newest - back;
        int slot = (int) Math.floorMod(id, (long) bucket.length);
        if (newest == Long.MIN_VALUE || back >= bucket.length || counts[slot] == 0 || bucket[slot] != id) {
            return new float[0];
        }
        float[] mean = sums[slot].clone();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= counts[slot];
        }
        return mean;
    }
}
