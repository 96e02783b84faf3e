package io.millrace.api.transport;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait before the next attempt to reach a device or server that is away: doubling from a least to a longest
 * delay, each shortened by up to a half at random, so that many clients do not come back at once. One thread.
 */
public final class Backoff {

    private final long leastNanos;
    private final long longestNanos;
    private final Random random;
    private long nextNanos;

    /**
     * Delays from the least on.
     *
     * @param least first delay, above zero
     * @param longest delay that is not exceeded, at least the first
     * @param seed of the random part
     * @throws IllegalArgumentException if the delays are out of order
     */
    public Backoff(Duration least, Duration longest, long seed) {
        if (least.isZero() || least.isNegative() || longest.compareTo(least) < 0) {
            throw new IllegalArgumentException("back-off out of range: least=" + least + ", longest=" + longest
                    + " (expected 0 < least <= longest)");
        }
        this.leastNanos = least.toNanos();
        this.longestNanos = longest.toNanos();
        this.random = new Random(seed);
        this.nextNanos = leastNanos;
    }

    /**
     * The delay before the next attempt.
     *
     * @return ns, between half of and the whole doubled delay
     */
    public long nextNanos() {
        long nanos = nextNanos;
        nextNanos = nanos > longestNanos / 2 ? longestNanos : 2 * nanos;
        return nanos - (long) (random.nextDouble() * 0.5 * nanos);
    }

    /** Begins anew with the least delay, because an attempt succeeded. */
    public void reset() {
        nextNanos = leastNanos;
    }
}
