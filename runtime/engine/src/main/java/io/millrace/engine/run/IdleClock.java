package io.millrace.engine.run;

import io.millrace.api.time.Clock;

/**
 * Waiting time of a stage on a thread: adds up how long the stage had nothing to do. Time at work, and time in which a
 * full queue kept it from passing a frame on, does not count, because what did not arrive meanwhile may have been kept
 * away by that. One thread.
 */
final class IdleClock {

    /** A timer that comes later than this was asleep with the whole process. */
    private static final long OVERSLEPT_NANOS = 100_000_000L;

    private final Clock clock;
    private long idleNanos;
    private long beganNanos;
    private long expectedNanos = Long.MAX_VALUE;
    private boolean idle;

    IdleClock(Clock clock) {
        this.clock = clock;
    }

    long nanos() {
        return idleNanos;
    }

    /** The stage has nothing to do, and will be woken after a while at the latest. */
    void begin(long wakeAfterNanos) {
        idle = true;
        beganNanos = clock.monotonicNanos();
        expectedNanos = wakeAfterNanos;
    }

    /** The stage goes to work. */
    void end() {
        if (!idle) {
            return;
        }
        idle = false;
        long passed = clock.monotonicNanos() - beganNanos;
        // Stopped with SIGSTOP or suspended, nobody waited: what the senders sent meanwhile has yet to be read.
        boolean overslept = passed - OVERSLEPT_NANOS > expectedNanos;
        idleNanos += Math.max(0, overslept ? expectedNanos / 2 : passed);
    }
}
