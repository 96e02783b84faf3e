package io.millrace.engine.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.stress.Frames;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.IIZ_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A subscriber of a port between the stage that emits, whoever asks for more, and whoever cancels. The executor here is the
 * thread that woke the subscription, so that a lost wake-up leaves its frame behind.
 */
public class PortSubscriptionStress {

    private PortSubscriptionStress() {}

    /** A port with one subscriber. */
    abstract static class OnePort implements Subscriber<Frame> {

        final PortTap tap = new PortTap(null);
        final PortSubscription subscription = new PortSubscription(
                "port:a#1", new EdgePolicy(Overflow.DROP_OLDEST, 4), this, Runnable::run, tap::remove);
        int seen; // plain on purpose: signals are serial (Reactive Streams rule 1.3)
        int ends;
        private boolean inside;
        private volatile boolean overlapped;

        @Override
        public void onSubscribe(Subscription s) {}

        @Override
        public void onNext(Frame frame) {
            overlapped |= inside || ends > 0;
            inside = true;
            seen++;
            inside = false;
        }

        @Override
        public void onError(Throwable cause) {
            ends++;
        }

        @Override
        public void onComplete() {
            overlapped |= inside;
            ends++;
        }

        int seen() {
            return overlapped ? -1 : seen;
        }
    }

    /** What was asked for comes, and the end behind it, whichever of frames and demand is there first. */
    @JCStressTest
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "Both frames and the end.")
    @Outcome(expect = FORBIDDEN, desc = "A wake-up was lost, a signal came twice, or two came at once.")
    @State
    public static class OfferAgainstRequest extends OnePort {

        public OfferAgainstRequest() {
            tap.add(subscription);
        }

        @Actor
        public void stage() {
            tap.offer(Frames.ONE);
            tap.offer(Frames.TWO);
            tap.complete(null);
        }

        @Actor
        public void subscriber() {
            subscription.request(1);
            subscription.request(1);
        }

        @Arbiter
        public void all(II_Result result) {
            result.r1 = seen();
            result.r2 = ends;
        }
    }

    /** Who asks for one gets one, from two threads one each. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "As many as were asked for, and no end before the third.")
    @Outcome(expect = FORBIDDEN, desc = "More or less than the demand.")
    @State
    public static class TwoRequests extends OnePort {

        public TwoRequests() {
            tap.add(subscription);
            tap.offer(Frames.ONE);
            tap.offer(Frames.TWO);
            tap.offer(Frames.frame(3));
            tap.complete(null);
        }

        @Actor
        public void one() {
            subscription.request(1);
        }

        @Actor
        public void other() {
            subscription.request(1);
        }

        @Arbiter
        public void all(II_Result result) {
            result.r1 = seen();
            result.r2 = ends;
        }
    }

    /** Cancelling ends it without a signal, and every frame keeps its account. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, true", "1, 0, true", "2, 0, true", "2, 1, true"},
            expect = ACCEPTABLE,
            desc = "What came before it was cancelled.")
    @Outcome(
            id = {"0, 1, true", "1, 1, true"},
            expect = FORBIDDEN,
            desc = "It was told of the end and not of the frames before it.")
    @Outcome(expect = FORBIDDEN, desc = "A frame has no account, or two signals came at once.")
    @State
    public static class OfferAgainstCancel extends OnePort {

        public OfferAgainstCancel() {
            tap.add(subscription);
            subscription.request(Long.MAX_VALUE);
        }

        @Actor
        public void stage() {
            tap.offer(Frames.ONE);
            tap.offer(Frames.TWO);
            tap.complete(null);
        }

        @Actor
        public void subscriber() {
            subscription.cancel();
        }

        @Arbiter
        public void all(IIZ_Result result) {
            EdgeCount books = subscription.books().count();
            result.r1 = seen();
            result.r2 = ends;
            result.r3 = books.balances() && books.inFlight() == 0;
        }
    }

    /** Who comes while the run ends is told of the end once, whether it was in time for the frame or not. */
    @JCStressTest
    @Outcome(
            id = {"0, 1, 0", "1, 1, 0"},
            expect = ACCEPTABLE,
            desc = "The end once; the frame if it was in time; the tap holds nobody.")
    @Outcome(expect = FORBIDDEN, desc = "No end, two ends, or a subscription that stays.")
    @State
    public static class SubscribeAgainstEnd extends OnePort {

        @Actor
        public void stage() {
            tap.offer(Frames.ONE);
            tap.complete(null);
        }

        @Actor
        public void subscriber() {
            tap.add(subscription);
            subscription.request(1);
        }

        @Arbiter
        public void all(III_Result result) {
            tap.offer(Frames.TWO); // reaches nobody
            result.r1 = seen();
            result.r2 = ends;
            result.r3 = (int) (subscription.books().count().in() - seen);
        }
    }
}
