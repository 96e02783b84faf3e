package io.millrace.api.time;

import java.time.Instant;

/** The clock of this machine. */
@SystemTime
public final class SystemClock implements Clock {

    /** The only instance. */
    public static final SystemClock INSTANCE = new SystemClock();

    private SystemClock() {}

    @Override
    public long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
