package io.millrace.engine.run;

import io.millrace.api.operator.WaitingProcessor;
import io.millrace.engine.edge.QueueEdge;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * All stages on the thread that feeds the source, in plan order, until nothing moves: what makes a run on a virtual
 * clock repeatable. A producer that finds its queue full lets the consumer, which is always downstream of it and so
 * never at work below it on the stack, deliver first.
 *
 * Of several sources the frame that arrived first comes first, whichever thread is faster: no source's frame is taken
 * before every other source has one, or has ended. Whoever waits is woken before the clock passes the time it asked for.
 */
final class StageTurns {

    private final VirtualClock clock;
    private final @Nullable SourceMerge merge;
    private StageLoop[] loops = new StageLoop[0];
    private boolean turning;

    StageTurns(VirtualClock clock, @Nullable SourceMerge merge) {
        this.clock = clock;
        this.merge = merge;
    }

    /** What puts the frames of several sources in order, or null if they come in order. */
    @Nullable SourceMerge merge() {
        return merge;
    }

    void add(StageLoop loop) {
        loops = Arrays.copyOf(loops, loops.length + 1);
        loops[loops.length - 1] = loop;
        loop.waitedBy(clock::monotonicNanos);
    }

    QueueEdge.Host hostOf(StageLoop loop, RunContext run) {
        return new QueueEdge.Host() {

            @Override
            public void ready() {
                turn();
            }

            @Override
            public boolean help() {
                if (!loop.turn()) {
                    turnBehind(loop); // it is kept from delivering by what is under way behind it
                }
                return true;
            }

            @Override
            public void overflowed(String message) {
                run.fail(new IllegalStateException(message));
            }
        };
    }

    /** Lets time pass until a frame that arrives then, waking on the way who asked for it. */
    void advanceTo(long nanos) {
        synchronized (this) {
            if (turning) {
                return; // within a turn the clock stands still
            }
            turning = true;
            try {
                pass(nanos);
            } finally {
                turning = false;
            }
        }
    }

    /** Runs every stage until nothing moves; a nested call leaves the work to the outer one. */
    void turn() {
        synchronized (this) { // sources of one run take turns; a run on a virtual clock has no other threads
            if (turning) {
                return;
            }
            turning = true;
            try {
                settle();
                while (merge != null && merge.hasNext()) {
                    pass(merge.nextNanos());
                    merge.permit();
                    settle();
                }
            } finally {
                turning = false;
            }
        }
    }

    private void pass(long nanos) {
        long due = dueNanos();
        while (due < nanos) {
            clock.advanceTo(due);
            settle();
            long next = dueNanos();
            due = next <= due ? nanos : next; // who is due still, though woken, is not woken again
        }
        clock.advanceTo(nanos);
    }

    private void settle() {
        boolean progress;
        do {
            progress = false;
            for (StageLoop loop : loops) {
                while (loop.turn()) {
                    progress = true;
                }
            }
        } while (progress);
    }

    private void turnBehind(StageLoop loop) {
        boolean behind = false;
        for (StageLoop each : loops) {
            if (behind) {
                each.turn();
            }
            behind |= each.equals(loop);
        }
    }

    private long dueNanos() {
        long due = WaitingProcessor.NEVER;
        for (StageLoop loop : loops) {
            due = Math.min(due, loop.dueNanos());
        }
        return due;
    }
}
