package io.millrace.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.engine.edge.FrameRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The ring under its two threads. */
public class FrameRingStress {

    /** A frame is seen whole or not at all, and never lost. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The consumer took it.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The consumer came too early; it is still there.")
    @Outcome(expect = FORBIDDEN, desc = "The frame was lost or taken twice.")
    @State
    public static class OfferAgainstPoll {

        private final FrameRing ring = new FrameRing(2);

        @Actor
        public void producer() {
            ring.offer(Frames.ONE);
        }

        @Actor
        public void consumer(II_Result result) {
            result.r1 = Frames.number(ring.poll());
        }

        @Arbiter
        public void rest(II_Result result) {
            result.r2 = Frames.number(ring.poll());
        }
    }

    /** One frame, wanted by the consumer and by the evicting producer: exactly one of them gets it. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The consumer took it.")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The producer evicted it.")
    @Outcome(expect = FORBIDDEN, desc = "Both got it, or nobody.")
    @State
    public static class PollAgainstEvict {

        private final FrameRing ring = new FrameRing(1);

        public PollAgainstEvict() {
            ring.offer(Frames.ONE);
        }

        @Actor
        public void consumer(III_Result result) {
            result.r1 = Frames.number(ring.poll());
        }

        @Actor
        public void producer(III_Result result) {
            result.r2 = ring.evictOldest();
        }

        @Arbiter
        public void rest(III_Result result) {
            result.r3 = (int) ring.size();
        }
    }

    /** A full ring of one: the producer evicts and overwrites the slot while the consumer reads it. */
    @JCStressTest
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "The consumer took the old frame, the new one waits.")
    @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "The old frame was evicted, the consumer took the new one.")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "The consumer looked between eviction and the new frame.")
    @Outcome(expect = FORBIDDEN, desc = "A frame was lost, or taken twice.")
    @State
    public static class PollAgainstOverwrite {

        private final FrameRing ring = new FrameRing(1);

        public PollAgainstOverwrite() {
            ring.offer(Frames.ONE);
        }

        @Actor
        public void consumer(III_Result result) {
            result.r1 = Frames.number(ring.poll());
        }

        @Actor
        public void producer(III_Result result) {
            int evicted = 0;
            while (!ring.offer(Frames.TWO)) {
                evicted += ring.evictOldest();
            }
            result.r2 = evicted;
        }

        @Arbiter
        public void rest(III_Result result) {
            result.r3 = Frames.number(ring.poll());
        }
    }
}
