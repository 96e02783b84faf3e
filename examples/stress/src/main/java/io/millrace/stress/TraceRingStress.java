package io.millrace.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.engine.trace.Span;
import io.millrace.engine.trace.TraceRing;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Spans are read whole while they are overwritten. */
public class TraceRingStress {

    /** A ring of two that wraps while it is read. */
    @JCStressTest
    @Outcome(
            id = {"0", "1", "2"},
            expect = ACCEPTABLE,
            desc = "So many whole spans.")
    @Outcome(id = "-1", expect = FORBIDDEN, desc = "A span put together from two.")
    @State
    public static class AddAgainstRead {

        private final TraceRing ring = new TraceRing(2);

        public AddAgainstRead() {
            ring.add(1, 1, 1, 1, 1);
            ring.add(2, 2, 2, 2, 2);
        }

        @Actor
        public void writer() {
            ring.add(3, 3, 3, 3, 3);
            ring.add(4, 4, 4, 4, 4);
            ring.add(5, 5, 5, 5, 5);
        }

        @Actor
        public void reader(I_Result result) {
            List<Span> spans = ring.read();
            boolean whole = spans.stream()
                    .allMatch(s -> s.node() == s.sequence()
                            && s.node() == s.arrivalNanos()
                            && s.node() == s.beganNanos()
                            && s.node() == s.nanos());
            result.r1 = whole ? spans.size() : -1;
        }
    }
}
