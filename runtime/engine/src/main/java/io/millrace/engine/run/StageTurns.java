package io.millrace.engine.run;

import io.millrace.engine.edge.QueueEdge;
import java.util.Arrays;

/*
 * All stages on the thread that feeds the source, in plan order, until nothing moves: what makes a run on a virtual
 * clock repeatable. A producer that finds its queue full lets the consumer, which is always downstream of it and so
 * never at work below it on the stack, deliver first.
 */
final class StageTurns {

    private StageLoop[] loops = new StageLoop[0];
    private boolean turning;

    void add(StageLoop loop) {
        loops = Arrays.copyOf(loops, loops.length + 1);
        loops[loops.length - 1] = loop;
    }

    QueueEdge.Host hostOf(StageLoop loop, RunContext run) {
        return new QueueEdge.Host() {

            @Override
            public void ready() {
                turn();
            }

            @Override
            public boolean help() {
                loop.turn();
                return true;
            }

            @Override
            public void overflowed(String message) {
                run.fail(new IllegalStateException(message));
            }
        };
    }

    /** Runs every stage until nothing moves; a nested call leaves the work to the outer one. */
    void turn() {
        synchronized (this) { // sources of one run take turns; a run on a virtual clock has no other threads
            if (turning) {
                return;
            }
            turning = true;
            try {
                boolean progress;
                do {
                    progress = false;
                    for (StageLoop loop : loops) {
                        while (loop.turn()) {
                            progress = true;
                        }
                    }
                } while (progress);
            } finally {
                turning = false;
            }
        }
    }
}
