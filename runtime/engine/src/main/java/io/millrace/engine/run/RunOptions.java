package io.millrace.engine.run;

import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import java.time.Duration;
import java.util.List;
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
 * @param changes live changes that are made at their places, as a recording has them
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
        List<NodeChange> changes,
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
        return new RunOptions(Mode.REAL_TIME, SystemClock.INSTANCE, null, false, WATCHDOG, null, 0, List.of(), null);
    }

    /**
     * One thread, and the time of the input.
     *
     * @return options for replay and tests
     */
    public static RunOptions virtualTime() {
        return new RunOptions(
                Mode.VIRTUAL_TIME, SystemClock.INSTANCE, null, true, Duration.ZERO, null, 0, List.of(), null);
    }

    /**
     * Makes the list immutable.
     *
     * @param mode with threads, or on one thread
     * @param clock the clock of a real-time run
     * @param checkpoints whether and how checkpoints are taken
     * @param merging whether frames of several sources are put in order of arrival
     * @param watchdog how long a stage may be at one frame
     * @param tap who looks on
     * @param traceSpans how many spans to keep of every stage
     * @param changes live changes that are made at their places
     * @param schedule seed of a random schedule
     */
    public RunOptions {
        changes = List.copyOf(changes);
    }

    /**
     * Takes checkpoints.
     *
     * @param wanted where to, how often, and what to resume
     * @return options with checkpoints
     */
    public RunOptions withCheckpoints(Checkpoints wanted) {
        return new RunOptions(mode, clock, wanted, merging, watchdog, tap, traceSpans, changes, schedule);
    }

    /**
     * For one feeder that offers the frames of all sources in their order: they are taken as they come.
     *
     * @return options without merging
     */
    public RunOptions fedInOrder() {
        return new RunOptions(mode, clock, checkpoints, false, watchdog, tap, traceSpans, changes, schedule);
    }

    /**
     * Another patience with stages.
     *
     * @param patience how long a stage may be at one frame before that is reported; zero for no watch
     * @return options with it
     */
    public RunOptions withWatchdog(Duration patience) {
        return new RunOptions(mode, clock, checkpoints, merging, patience, tap, traceSpans, changes, schedule);
    }

    /**
     * Another clock.
     *
     * @param other the clock of a real-time run
     * @return options with it
     */
    public RunOptions withClock(Clock other) {
        return new RunOptions(mode, other, checkpoints, merging, watchdog, tap, traceSpans, changes, schedule);
    }

    /**
     * Lets somebody look on.
     *
     * @param onlooker who
     * @return options with it
     */
    public RunOptions withTap(RunTap onlooker) {
        return new RunOptions(mode, clock, checkpoints, merging, watchdog, onlooker, traceSpans, changes, schedule);
    }

    /**
     * Makes live changes again that another run has seen, at the same places.
     *
     * @param again the changes, of each node in their order
     * @return options with them
     */
    public RunOptions withChanges(List<NodeChange> again) {
        return new RunOptions(mode, clock, checkpoints, merging, watchdog, tap, traceSpans, again, schedule);
    }

    /**
     * Traces every frame; the latest spans are kept.
     *
     * @param spans how many to keep of every stage
     * @return options with traces
     */
    public RunOptions withTrace(int spans) {
        return new RunOptions(mode, clock, checkpoints, merging, watchdog, tap, spans, changes, schedule);
    }

    /**
     * Lets chance decide which stage is next and how many frames wait before one is: on the virtual clock, for tests. One
     * seed is one schedule.
     *
     * @param seed of the schedule
     * @return options with it
     */
    public RunOptions withSchedule(long seed) {
        return new RunOptions(mode, clock, checkpoints, merging, watchdog, tap, traceSpans, changes, seed);
    }
}
