package io.millrace.engine.run;

import io.millrace.api.operator.WaitingProcessor;
import io.millrace.engine.edge.QueueEdge;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/*
 * A stage on a thread of its own. `work` counts wake-ups; whoever raises it from zero schedules the drain, and the
 * drain goes on until no wake-up came meanwhile: the same queue-drain that Reactor's publishOn uses, without its
 * prefetch, because the edge is the buffer.
 */
final class StageThread implements QueueEdge.Host {

    private final StageLoop loop;
    private final Scheduler.Worker worker;
    private final AtomicInteger work = new AtomicInteger();
    private final RunContext run;
    private final IdleClock idle;
    private @Nullable Disposable timer;
    private volatile @Nullable Thread thread;

    StageThread(StageLoop loop, Scheduler.Worker worker, RunContext run) {
        this.loop = loop;
        this.worker = worker;
        this.run = run;
        this.idle = new IdleClock(run.clock());
        loop.waitedBy(idle::nanos);
    }

    /** The thread, once it has worked. */
    @Nullable Thread thread() {
        return thread;
    }

    /** Whether it is at work or about to be. */
    boolean isBusy() {
        return work.get() != 0;
    }

    @Override
    public void ready() {
        if (work.getAndIncrement() == 0) {
            worker.schedule(this::drain);
        }
    }

    @Override
    public boolean help() {
        return false;
    }

    @Override
    public void overflowed(String message) {
        run.fail(new IllegalStateException(message));
    }

    private void drain() {
        if (thread == null) {
            thread = Thread.currentThread();
        }
        boolean waits = loop.isWaiting();
        if (waits) {
            idle.end();
        }
        int missed = work.get();
        do {
            try {
                while (loop.turn()) {
                    // one frame from each edge a turn
                }
            } catch (Throwable e) { // the one supervisor: anything but a processor's RuntimeException ends the run
                run.fail(e);
                loop.cancel();
                loop.turn();
                if (e instanceof VirtualMachineError) {
                    throw e;
                }
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
        if (waits) {
            rest();
        }
    }

    /** Goes idle, with a timer for whoever waits. */
    private void rest() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
        long due = loop.dueNanos();
        long after = due == WaitingProcessor.NEVER ? Long.MAX_VALUE : Math.max(0, due - idle.nanos());
        idle.begin(after);
        if (due != WaitingProcessor.NEVER) {
            timer = worker.schedule(this::ready, after, TimeUnit.NANOSECONDS);
        }
    }
}
