package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.WaitingProcessor;
import io.millrace.api.transport.Offer;
import io.millrace.engine.edge.QueueEdge;
import java.util.Arrays;
import java.util.SplittableRandom;
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
    private final @Nullable SplittableRandom schedule;
    private boolean turning;
    private boolean offering;

    StageTurns(VirtualClock clock, @Nullable SourceMerge merge, @Nullable Long seed) {
        this.clock = clock;
        this.merge = merge;
        this.schedule = seed == null ? null : new SplittableRandom(seed);
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
                if (!isPutOff()) {
                    turn();
                }
            }

            @Override
            public boolean help() {
                // It is kept from delivering by what is under way behind it, or it stands at a barrier that has to come
                // by another stage first: one that is neither behind it nor at work below on the stack.
                if (!turn(loop) && !turnBehind(loop)) {
                    turnIdle();
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

    /** Offers a frame: under a random schedule it may have to wait for company. */
    Offer offer(QueueEdge edge, Frame frame) {
        if (schedule == null) {
            return edge.offer(frame);
        }
        synchronized (this) {
            offering = true;
            try {
                return edge.offer(frame);
            } finally {
                offering = false;
            }
        }
    }

    private boolean isPutOff() {
        return offering && schedule != null && schedule.nextInt(3) > 0;
    }

    private void settleAtRandom(SplittableRandom random) {
        int idle = 0; // stages in a row that had nothing to do, each at least once when it reaches their number twice
        int next = 0;
        while (idle < 2 * loops.length) {
            next = idle == 0 ? random.nextInt(loops.length) : (next + 1) % loops.length;
            idle = turn(loops[next]) ? 0 : idle + 1;
        }
    }

    private void settle() {
        if (schedule != null) {
            settleAtRandom(schedule);
            return;
        }
        boolean progress;
        do {
            progress = false;
            for (StageLoop loop : loops) {
                while (turn(loop)) {
                    progress = true;
                }
            }
        } while (progress);
    }

    private boolean turnBehind(StageLoop loop) {
        boolean behind = false;
        boolean progress = false;
        for (StageLoop each : loops) {
            if (behind) {
                progress |= turn(each);
            }
            behind |= each.equals(loop);
        }
        return progress;
    }

    private void turnIdle() {
        for (StageLoop each : loops) {
            if (!each.isAtWork()) {
                turn(each);
            }
        }
    }

    private static boolean turn(StageLoop loop) {
        loop.atWork(true);
        try {
            return loop.turn();
        } finally {
            loop.atWork(false);
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
