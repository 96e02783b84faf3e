package io.millrace.engine.run;

import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Where a run is between its start and its end, and what its parts share. Any thread. */
final class RunLife implements RunContext {

    private final RunOptions options;
    private final boolean virtual;
    private final Clock clock;
    private final Clock stopwatch = SystemClock.INSTANCE;
    private final long beganNanos = stopwatch.monotonicNanos();
    private final Runnable onStop;
    private final RunNotes notes = new RunNotes();
    private final AtomicReference<RunState> state = new AtomicReference<>(RunState.RUNNING);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Sinks.One<RunReport> completion = Sinks.one();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long endedNanos;

    /**
     * Begins.
     *
     * @param onStop called once if the run is to end before its sources do
     */
    RunLife(RunOptions options, Runnable onStop) {
        this.options = options;
        this.virtual = options.mode() == RunOptions.Mode.VIRTUAL_TIME;
        this.clock = virtual ? new VirtualClock() : options.clock();
        this.onStop = onStop;
    }

    RunState state() {
        return Objects.requireNonNull(state.get());
    }

    boolean isVirtual() {
        return virtual;
    }

    /** The machine's clock, on a virtual clock too: for what is measured. */
    Clock stopwatch() {
        return stopwatch;
    }

    RunNotes notes() {
        return notes;
    }

    /** How long it has run, or did. */
    long elapsedNanos() {
        return (ended.getCount() == 0 ? endedNanos : stopwatch.monotonicNanos()) - beganNanos;
    }

    /** What ended it, or null. */
    @Nullable String failureMessage() {
        Throwable cause = failure.get();
        return cause == null ? null : String.valueOf(cause.getMessage());
    }

    /** Whether this call has made it drain. */
    boolean drains() {
        return state.compareAndSet(RunState.RUNNING, RunState.DRAINING);
    }

    void stop(RunState how) {
        if (leave(how)) {
            onStop.run();
        }
    }

    /** Every stage has ended: completed, unless it was stopped. */
    void stagesEnded() {
        leave(RunState.COMPLETED);
    }

    /** Everything is closed: time stands still for the report. */
    void closed() {
        endedNanos = stopwatch.monotonicNanos();
    }

    /** Lets those go who wait for the end. */
    void end(RunReport report) {
        ended.countDown();
        completion.tryEmitValue(report);
    }

    Mono<RunReport> completion() {
        return completion.asMono();
    }

    boolean await(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public boolean measuresAge() {
        return !virtual;
    }

    @Override
    public boolean tracksSources() {
        return options.checkpoints() != null;
    }

    @Override
    public void note(String note) {
        notes.add(note);
    }

    @Override
    public int traceSpans() {
        return options.traceSpans();
    }

    @Override
    public @Nullable RunTap tap() {
        return options.tap();
    }

    @Override
    public void fail(Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            stop(RunState.FAILED);
        }
    }

    @Override
    public @Nullable Throwable failure() {
        return failure.get();
    }

    private boolean leave(RunState next) {
        RunState now = state();
        return (now == RunState.RUNNING || now == RunState.DRAINING) && state.compareAndSet(now, next);
    }
}
