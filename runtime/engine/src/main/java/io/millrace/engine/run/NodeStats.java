package io.millrace.engine.run;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What is measured at one node. Written by its stage, read by anybody. */
final class NodeStats {

    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 2;

    // They grow with what they see: a server runs a thousand instances, and one that holds a minute weighs 60 KB.
    private final Histogram serviceNanos = new ConcurrentHistogram(DIGITS);
    private final Histogram ageNanos = new ConcurrentHistogram(DIGITS);
    private final AtomicLong timeNanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong failures = new AtomicLong();

    void service(long nanos) {
        serviceNanos.recordValue(Math.min(Math.max(0, nanos), LONGEST_NANOS));
    }

    void age(long nanos) {
        ageNanos.recordValue(Math.min(Math.max(0, nanos), LONGEST_NANOS));
    }

    void time(long nanos) {
        timeNanos.setOpaque(nanos);
    }

    /** Event time of the frame that was timed last. */
    long timeNanos() {
        return timeNanos.getOpaque();
    }

    long countFailure() {
        return failures.incrementAndGet();
    }

    long failures() {
        return failures.get();
    }

    Latency service() {
        return Latency.of(serviceNanos);
    }

    Latency age() {
        return Latency.of(ageNanos);
    }
}
