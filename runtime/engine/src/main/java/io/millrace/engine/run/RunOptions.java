package io.millrace.engine.run;

import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a plan is carried out.
 *
 * @param mode with threads in real time, or on one thread in the time of the input
 * @param clock the clock of a real-time run; not used on a virtual clock
 * @param checkpoints whether and how checkpoints are taken, or null: then they cost nothing
 * @param merging on a virtual clock with several sources: whether their frames are put in order of arrival, so that it does
 *     not matter which source is faster; a source then waits for the others. False if one feeder offers all frames in
 *     order.
 * @param watchdog how long a stage may be at one frame before that is reported; zero for no watch
 * @param tap who looks on, or null
 * @param traceSpans how many spans to keep of every stage, every frame traced; 0 for none
 * @param schedule seed of a random schedule on the virtual clock, or null for the plain one: for tests
 */
public record RunOptions(
        Mode mode,
        Clock clock,
        @Nullable Checkpoints checkpoints,
        boolean merging,
        Duration watchdog,
        @Nullable RunTap tap,
        int traceSpans,
        @Nullable Long schedule) {

    /** How long a stage may be at one frame before that is reported, where nothing else is said. */
    public static final Duration WATCHDOG = Duration.ofSeconds(5);

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
        return new RunOptions(Mode.REAL_TIME, SystemClock.INSTANCE, null, false, WATCHDOG, null, 0, null);
    }

    /**
     * One thread, and the time of the input.
     *
     * @return options for replay and tests
     */
    public static RunOptions virtualTime() {
        return new RunOptions(Mode.VIRTUAL_TIME, SystemClock.INSTANCE, null, true, Duration.ZERO, null, 0, null);
    }

    /**
     * Takes checkpoints.
     *
     * @param wanted where to, how often, and what to resume
     * @return options with checkpoints
     */
    public RunOptions withCheckpoints(Checkpoints wanted) {
        return new RunOptions(mode, clock, wanted, merging, watchdog, tap, traceSpans, schedule);
    }

    /**
     * For one feeder that offers the frames of all sources in their order: they are taken as they come.
     *
     * @return options without merging
     */
    public RunOptions fedInOrder() {
        return new RunOptions(mode, clock, checkpoints, false, watchdog, tap, traceSpans, schedule);
    }

    /**
     * Another patience with stages.
     *
     * @param patience how long a stage may be at one frame before that is reported; zero for no watch
     * @return options with it
     */
    public RunOptions withWatchdog(Duration patience) {
        return new RunOptions(mode, clock, checkpoints, merging, patience, tap, traceSpans, schedule);
    }

    /**
     * Another clock.
     *
     * @param other the clock of a real-time run
     * @return options with it
     */
    public RunOptions withClock(Clock other) {
        return new RunOptions(mode, other, checkpoints, merging, watchdog, tap, traceSpans, schedule);
    }

    /**
     * Lets somebody look on.
     *
     * @param onlooker who
     * @return options with it
     */
    public RunOptions withTap(RunTap onlooker) {
        return new RunOptions(mode, clock, checkpoints, merging, watchdog, onlooker, traceSpans, schedule);
    }

    /**
     * Traces every frame; the latest spans are kept.
     *
     * @param spans how many to keep of every stage
     * @return options with traces
     */
    public RunOptions withTrace(int spans) {
        return new RunOptions(mode, clock, checkpoints, merging, watchdog, tap, spans, schedule);
    }

    /**
     * Lets chance decide which stage is next and how many frames wait before one is: on the virtual clock, for tests. One
     * seed is one schedule.
     *
     * @param seed of the schedule
     * @return options with it
     */
    public RunOptions withSchedule(long seed) {
        return new RunOptions(mode, clock, checkpoints, merging, watchdog, tap, traceSpans, seed);
    }
}
