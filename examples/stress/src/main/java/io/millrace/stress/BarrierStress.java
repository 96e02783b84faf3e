package io.millrace.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.engine.edge.FrameRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The mark of a barrier in a ring under its two threads. */
public class BarrierStress {

    /** What is put behind the mark stays behind it. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing there yet.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The frame before the mark, and then the mark holds.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Too early the first time.")
    @Outcome(expect = FORBIDDEN, desc = "The frame behind the mark passed it.")
    @State
    public static class OfferMarkOfferAgainstPoll {

        private final FrameRing ring = new FrameRing(4);

        @Actor
        public void producer() {
            ring.offer(Frames.ONE);
            ring.mark();
            ring.offer(Frames.TWO);
        }

        @Actor
        public void consumer(II_Result result) {
            result.r1 = Frames.number(ring.poll());
            result.r2 = Frames.number(ring.poll());
        }
    }

    /** An eviction takes frames, never the mark: once it is set, the consumer gets what stands before it or stops at it. */
    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "All evicted: the consumer stands at the mark.")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The consumer took the frame before the mark.")
    @Outcome(id = "0, 0, 1", expect = FORBIDDEN, desc = "Neither the frame nor the mark.")
    @Outcome(expect = FORBIDDEN, desc = "A frame behind the mark, or a frame twice.")
    @State
    public static class EvictAgainstPollAtMark {

        private final FrameRing ring = new FrameRing(1);

        public EvictAgainstPollAtMark() {
            ring.offer(Frames.ONE);
            ring.mark();
        }

        @Actor
        public void producer(III_Result result) {
            ring.evictAll();
            result.r3 = ring.offer(Frames.TWO) ? 1 : 0;
        }

        @Actor
        public void consumer(III_Result result) {
            result.r1 = Frames.number(ring.poll());
            result.r2 = result.r1 == 0 && ring.isAtMark() ? 1 : 0;
        }
    }
}
