package io.millrace.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.edge.QueueEdge;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The books read by a third thread while producer and consumer write them. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "In equals out plus dropped plus in flight.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "The reader saw two instants at once.")
@State
public class EdgeBooksStress {

    private final QueueEdge edge = new QueueEdge(
            "a->b", new EdgePolicy(Overflow.DROP_OLDEST, 1), frame -> null, () -> {}, new QueueEdge.Host() {
                @Override
                public void ready() {}

                @Override
                public boolean help() {
                    return false;
                }

                @Override
                public void overflowed(String message) {}
            });

    @Actor
    public void producer() {
        edge.offer(Frames.ONE);
        edge.offer(Frames.TWO);
    }

    @Actor
    public void consumer() {
        edge.deliver();
    }

    @Actor
    public void reader(Z_Result result) {
        EdgeCount count = edge.count();
        result.r1 = count.balances();
    }
}
