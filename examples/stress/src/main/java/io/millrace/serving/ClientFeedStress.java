package io.millrace.serving;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.api.frame.Frame;
import io.millrace.api.stream.StreamSpec;
import io.millrace.stress.Frames;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A source fed by two clients, while the run asks for frames one by one. */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "A frame of each client, in the order of their numbers.")
@Outcome(expect = FORBIDDEN, desc = "A client waits though there is room, a frame came twice or beyond the demand.")
@State
public class ClientFeedStress implements Subscriber<Frame> {

    private static final StreamSpec SPEC = StreamSpec.records();

    private final ClientFeed feed = new ClientFeed(SPEC);
    private int taken; // plain on purpose: a run is fed by one thread at a time
    private int wrong;

    public ClientFeedStress() {
        feed.subscribe(this);
    }

    @Actor
    public void one() {
        send();
    }

    @Actor
    public void other() {
        send();
    }

    @Actor
    public void run() {
        feed.request(1);
        feed.request(1);
    }

    @Arbiter
    public void all(II_Result result) {
        result.r1 = taken;
        result.r2 = wrong;
    }

    /** Offers again when told that there is room, as a session does. */
    private void send() {
        feed.offer(Frames.ONE, 0, this::send);
    }

    @Override
    public void onSubscribe(Subscription s) {}

    @Override
    public void onNext(Frame frame) {
        taken++;
        wrong += frame.sequence() == taken ? 0 : 1;
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onComplete() {}
}
