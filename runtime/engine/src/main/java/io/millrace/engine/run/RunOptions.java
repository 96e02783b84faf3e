package io.millrace.engine.run;

import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import org.jspecify.annotations.Nullable;

/**
 * How a plan is carried out.
 *
 * @param mode with threads in real time, or on one thread in the time of the input
 * @param clock the clock of a real-time run; not used on a virtual clock
 * @param checkpoints whether and how checkpoints are taken, or null: then they cost nothing
 */
public record RunOptions(Mode mode, Clock clock, @Nullable Checkpoints checkpoints) {

    /** How time passes. */
    public enum Mode {
        /** Every stage has its thread and time is the machine's. */
        REAL_TIME,
        /**
         * Time is that of the arriving frames, and every frame is carried through the graph before the next is taken:
         * the same input gives the same output, bit by bit, at any speed.
         */
        VIRTUAL_TIME
    }

    /**
     * Threads, and the machine's clock.
     *
     * @return the usual options
     */
    public static RunOptions realTime() {
        return new RunOptions(Mode.REAL_TIME, SystemClock.INSTANCE, null);
    }

    /**
     * One thread, and the time of the input.
     *
     * @return options for replay and tests
     */
    public static RunOptions virtualTime() {
        return new RunOptions(Mode.VIRTUAL_TIME, SystemClock.INSTANCE, null);
    }

    /**
     * Takes checkpoints.
     *
     * @param wanted where to, how often, and what to resume
     * @return options with checkpoints
     */
    public RunOptions withCheckpoints(Checkpoints wanted) {
        return new RunOptions(mode, clock, wanted);
    }
}
