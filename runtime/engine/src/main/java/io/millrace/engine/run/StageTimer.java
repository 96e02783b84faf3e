package io.millrace.engine.run;

import io.millrace.api.time.Clock;

/**
 * Decides which frames of a stage are timed, and takes the time that nested calls spend off their caller's. Confined
 * to the stage's thread.
 */
final class StageTimer {

    private final Clock stopwatch;
    private final int every;
    private int countdown = 1;
    private boolean active;
    private long nestedNanos;

    StageTimer(Clock stopwatch, int every) {
        this.stopwatch = stopwatch;
        this.every = every;
    }

    /** A frame enters the stage. */
    void enter() {
        if (--countdown == 0) {
            countdown = every;
            active = true;
        } else {
            active = false;
        }
    }

    boolean isActive() {
        return active;
    }

    long now() {
        return stopwatch.monotonicNanos();
    }

    /** Starts a call: returns what {@link #end} wants back. */
    long beginNested() {
        long outer = nestedNanos;
        nestedNanos = 0;
        return outer;
    }

    /** Ends a call that took {@code totalNanos}: returns the part that was not spent in calls nested in it. */
    long end(long outer, long totalNanos) {
        long self = totalNanos - nestedNanos;
        nestedNanos = outer + totalNanos;
        return self;
    }
}
