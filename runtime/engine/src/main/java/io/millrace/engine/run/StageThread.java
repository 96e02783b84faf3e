package io.millrace.engine.run;

import io.millrace.engine.edge.QueueEdge;
import java.util.concurrent.atomic.AtomicInteger;
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

    StageThread(StageLoop loop, Scheduler.Worker worker, RunContext run) {
        this.loop = loop;
        this.worker = worker;
        this.run = run;
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
    }
}
