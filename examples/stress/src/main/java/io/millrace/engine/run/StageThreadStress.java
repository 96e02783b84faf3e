package io.millrace.engine.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.edge.QueueEdge;
import io.millrace.stress.Frames;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * The wake-ups of a stage. The worker here drains on the thread of whoever woke the stage, so that a wake-up that gets lost
 * leaves its frame behind, and two that both drain are caught at it.
 */
public class StageThreadStress {

    private StageThreadStress() {}

    /** A stage of two edges, and what it saw. */
    abstract static class TwoEdges implements RunContext {

        int taken; // plain on purpose: only one thread at a time may drain
        int ends;
        int errands;
        private boolean inside;
        private volatile boolean overlapped;
        private final StageLoop loop = new StageLoop(0, () -> ends++);
        private final StageThread stage = new StageThread(loop, new Inline(), this);
        final QueueEdge left = edge("left");
        final QueueEdge right = edge("right");

        private QueueEdge edge(String id) {
            QueueEdge edge = new QueueEdge(
                    id,
                    new EdgePolicy(Overflow.BLOCK, 4),
                    frame -> {
                        overlapped |= inside;
                        inside = true;
                        taken++;
                        inside = false;
                        return null;
                    },
                    () -> {},
                    stage);
            loop.add(edge);
            return edge;
        }

        void leaveErrand() {
            loop.leave(() -> errands++);
            stage.ready();
        }

        void stop() {
            loop.cancel();
            stage.ready();
        }

        int taken() {
            return overlapped ? -1 : taken;
        }

        @Override
        public Clock clock() {
            return SystemClock.INSTANCE;
        }

        @Override
        public boolean measuresAge() {
            return false;
        }

        @Override
        public boolean tracksSources() {
            return false;
        }

        @Override
        public void note(String note) {}

        @Override
        public int traceSpans() {
            return 0;
        }

        @Override
        public @Nullable RunTap tap() {
            return null;
        }

        @Override
        public void fail(Throwable cause) {
            throw new IllegalStateException(cause);
        }

        @Override
        public @Nullable Throwable failure() {
            return null;
        }
    }

    /** Every frame is taken, and none by two threads at once, whoever of the producers wakes the stage. */
    @JCStressTest
    @Outcome(id = "3, 1", expect = ACCEPTABLE, desc = "All three frames, and one end.")
    @Outcome(expect = FORBIDDEN, desc = "A wake-up was lost, or two threads drained at once.")
    @State
    public static class TwoProducers extends TwoEdges {

        @Actor
        public void first() {
            left.offer(Frames.ONE);
            left.offer(Frames.TWO);
            left.complete();
        }

        @Actor
        public void second() {
            right.offer(Frames.ONE);
            right.complete();
        }

        @Arbiter
        public void all(II_Result result) {
            result.r1 = taken();
            result.r2 = ends;
        }
    }

    /** What is left for the stage to do between two frames is done once, also if it has ended meanwhile. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "The frame, one end, and the errand.")
    @Outcome(expect = FORBIDDEN, desc = "The errand, the frame or the end was lost or doubled.")
    @State
    public static class ErrandAgainstEnd extends TwoEdges {

        public ErrandAgainstEnd() {
            right.complete();
        }

        @Actor
        public void producer() {
            left.offer(Frames.ONE);
            left.complete();
        }

        @Actor
        public void caller() {
            leaveErrand();
        }

        @Arbiter
        public void all(III_Result result) {
            result.r1 = taken();
            result.r2 = ends;
            result.r3 = errands;
        }
    }

    /** A stage that is stopped while frames come ends once, and has an account of each. */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Taken or dropped, each counted.")
    @Outcome(expect = FORBIDDEN, desc = "A frame has no account, or the end did not come once.")
    @State
    public static class StopAgainstOffer extends TwoEdges {

        public StopAgainstOffer() {
            right.complete();
        }

        @Actor
        public void producer() {
            left.offer(Frames.ONE);
            left.offer(Frames.TWO);
            left.complete();
        }

        @Actor
        public void owner() {
            stop();
        }

        @Arbiter
        public void all(ZI_Result result) {
            left.close(); // as a run does when its last stage has ended
            result.r1 = left.count().balances() && left.count().inFlight() == 0 && taken() >= 0;
            result.r2 = ends;
        }
    }

    private static final class Inline implements Scheduler.Worker {

        @Override
        public Disposable schedule(Runnable task) {
            task.run();
            return Disposables.disposed();
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return Disposables.disposed();
        }

        @Override
        public void dispose() {}
    }
}
