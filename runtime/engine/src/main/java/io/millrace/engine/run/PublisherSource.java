package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Overflow;
import io.millrace.api.transport.Ingress;
import io.millrace.api.transport.Offer;
import io.millrace.api.transport.SourceConnection;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * A source that code feeds. With policy {@code block} it asks for just what the queue can take, so that back-pressure
 * reaches the publisher; with any other policy it asks for everything and the policy decides.
 */
public final class PublisherSource implements SourceConnection {

    private final Publisher<Frame> publisher;
    private final Feed feed;
    private boolean resumes;
    private long lastSequence;

    /**
     * Makes the source.
     *
     * @param publisher what feeds it
     * @param ingress where its frames go
     * @param overflow policy of the edge behind it
     */
    public PublisherSource(Publisher<Frame> publisher, Ingress ingress, Overflow overflow) {
        this.publisher = publisher;
        this.feed =
                new Feed((SourceIngress) ingress, overflow == Overflow.BLOCK || ((SourceIngress) ingress).isMerged());
    }

    @Override
    public void start() {
        Publisher<Frame> from = publisher;
        if (resumes) {
            from = Flux.from(publisher).skipWhile(frame -> frame.sequence() <= lastSequence);
        }
        from.subscribe(feed);
    }

    /** Whoever publishes begins anew; what was dealt with before the checkpoint is known by its sequence number. */
    @Override
    public boolean resumeAfter(long last) {
        resumes = true;
        lastSequence = last;
        return true;
    }

    @Override
    public String address() {
        return "publisher";
    }

    @Override
    public void close() {
        feed.dispose();
    }

    /** Subscribes; one thread at a time, as Reactive Streams guarantees. */
    private static final class Feed extends BaseSubscriber<Frame> {

        private final SourceIngress ingress;
        private final boolean bounded;
        private final Runnable requestSpace = this::requestSpace;
        private int outstanding;

        Feed(SourceIngress ingress, boolean bounded) {
            this.ingress = ingress;
            this.bounded = bounded;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (bounded) {
                requestSpace();
            } else {
                requestUnbounded();
            }
        }

        @Override
        protected void hookOnNext(Frame frame) {
            outstanding--; // before the offer: on a virtual clock that may free space and come back here
            Offer offer = ingress.offer(frame);
            if (offer == Offer.CLOSED) {
                cancel();
            } else if (bounded && outstanding == 0) {
                requestSpace();
            }
        }

        @Override
        protected void hookOnComplete() {
            ingress.complete();
        }

        @Override
        protected void hookOnError(Throwable cause) {
            ingress.fail(cause);
        }

        /** Only called with nothing outstanding, so it cannot race with a frame. */
        private void requestSpace() {
            if (ingress.edge().hasRoom()) {
                int free = ingress.edge().free();
                outstanding = free;
                request(free);
            } else {
                ingress.onSpace(requestSpace);
            }
        }
    }
}
