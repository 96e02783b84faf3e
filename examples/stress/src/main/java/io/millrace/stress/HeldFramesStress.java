package io.millrace.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.DropReason;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.edge.FrameTarget;
import io.millrace.engine.edge.QueueEdge;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A consumer that holds frames and settles them later, as an alignment does, while another thread reads the books. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "The books balance, and no more is under way than there was.")
@Outcome(expect = FORBIDDEN, desc = "The reader saw two instants at once.")
@State
public class HeldFramesStress {

    private final QueueEdge edge = new QueueEdge(
            "a->b", new EdgePolicy(Overflow.DROP_OLDEST, 2), frame -> hold(), () -> {}, new QueueEdge.Host() {
                @Override
                public void ready() {}

                @Override
                public boolean help() {
                    return false;
                }

                @Override
                public void overflowed(String message) {}
            });

    private @Nullable DropReason hold() {
        edge.hold();
        return FrameTarget.HELD;
    }

    /** Both frames are queued before: with two actors it runs on a machine of two cores. */
    public HeldFramesStress() {
        edge.offer(Frames.ONE);
        edge.offer(Frames.TWO);
    }

    @Actor
    public void consumer() {
        edge.deliver();
        edge.settle(null, 1);
        edge.deliver();
        edge.settle(DropReason.STALE, 1);
    }

    @Actor
    public void reader(ZZ_Result result) {
        EdgeCount count = edge.count();
        result.r1 = count.balances();
        long underWay = edge.underWay();
        result.r2 = underWay >= 0 && underWay <= 2;
    }
}
