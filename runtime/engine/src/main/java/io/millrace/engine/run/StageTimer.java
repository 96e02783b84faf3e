package io.millrace.engine.run;

import io.millrace.api.time.Clock;
import io.millrace.engine.trace.TraceRing;
import org.jspecify.annotations.Nullable;

/**
 * Decides which frames of a stage are timed, and takes the time that nested calls spend off their caller's. Confined
 * to the stage's thread.
 */
final class StageTimer {

    private final Clock stopwatch;
    private final int every;
    private int countdown = 1;
    private boolean active;
    private final @Nullable TraceRing trace;
    private long nestedNanos;

    StageTimer(Clock stopwatch, int every, @Nullable TraceRing trace) {
        this.stopwatch = stopwatch;
        this.every = every;
        this.trace = trace;
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

    @Nullable TraceRing trace() {
        return trace;
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
