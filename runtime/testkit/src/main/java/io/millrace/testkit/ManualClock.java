package io.millrace.testkit;

import io.millrace.api.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved. Any thread may read or move it. */
public final class ManualClock implements Clock {

    private final long startEpochNanos;
    private final AtomicLong elapsedNanos = new AtomicLong();

    /**
     * A clock that shows an instant.
     *
     * @param epochNanos ns since 1970-01-01T00:00Z
     */
    public ManualClock(long epochNanos) {
        this.startEpochNanos = epochNanos;
    }

    @Override
    public long epochNanos() {
        return startEpochNanos + elapsedNanos.get();
    }

    @Override
    public long monotonicNanos() {
        return elapsedNanos.get();
    }

    /**
     * Moves the clock forward.
     *
     * @param duration by how much, 0 or more
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("clock would go back: duration=" + duration + " (expected 0 or more)");
        }
        elapsedNanos.addAndGet(duration.toNanos());
    }
}
