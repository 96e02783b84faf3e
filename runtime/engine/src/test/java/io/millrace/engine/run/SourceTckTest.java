package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.Toys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/** The subscriber behind a source that code feeds, held against the Reactive Streams rules. */
@Test
public class SourceTckTest extends SubscriberBlackboxVerification<Frame> {

    public SourceTckTest() {
        super(new TestEnvironment(500, 100));
    }

    @Override
    public Subscriber<Frame> createSubscriber() {
        AtomicReference<Subscriber<? super Frame>> subscriber = new AtomicReference<>();
        Publisher<Frame> publisher = subscriber::set;
        try {
            Millrace.pipeline("tck")
                    .source("in", Toys.NUMBER, publisher, new EdgePolicy(Overflow.BLOCK, 16))
                    .draft()
                    .compile(Toys.profile(), Toys.catalog())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Subscriber<>() {
            private final Subscriber<? super Frame> to = subscriber.get();

            @Override
            public void onSubscribe(org.reactivestreams.Subscription subscription) {
                to.onSubscribe(subscription);
            }

            @Override
            public void onNext(Frame frame) {
                to.onNext(frame);
            }

            @Override
            public void onError(Throwable cause) {
                to.onError(cause);
            }

            @Override
            public void onComplete() {
                to.onComplete();
            }
        };
    }

    @Override
    public Frame createElement(int element) {
        return Toys.frame(element);
    }
}
