package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.Toys;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A port, held against the Reactive Streams rules. */
@Test
public class PortTckTest extends PublisherVerification<Frame> {

    public PortTckTest() {
        super(new TestEnvironment(500, 100));
    }

    /**
     * A port whose graph is fed when the subscriber comes: frames emitted before are, by contract, not seen. The port's
     * queue holds all of them, so demand alone decides.
     */
    @Override
    public Publisher<Frame> createPublisher(long elements) {
        return subscriber -> {
            Sinks.Many<Frame> input = Sinks.many().unicast().onBackpressureBuffer();
            Run run = start(input.asFlux());
            run.port("twice", new EdgePolicy(Overflow.DROP_NEWEST, 1 << 12)).subscribe(subscriber);
            if (elements == Long.MAX_VALUE) {
                Flux.range(0, 1 << 11).map(Toys::frame).subscribe(f -> input.tryEmitNext(f));
            } else {
                Flux.range(0, (int) elements).map(Toys::frame).subscribe(f -> input.tryEmitNext(f));
                input.tryEmitComplete();
            }
        };
    }

    @Override
    public Publisher<Frame> createFailedPublisher() {
        return subscriber -> {
            Run run = start(Flux.error(new IllegalStateException("the source has failed")));
            try {
                run.await(java.time.Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            run.port("twice").subscribe(subscriber);
        };
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1 << 10;
    }

    private static Run start(Flux<Frame> frames) {
        try {
            return Millrace.pipeline("tck")
                    .source("in", Toys.NUMBER, frames, new EdgePolicy(Overflow.BLOCK, 16))
                    .node("twice", "scale", new Toys.Gain(2), "in")
                    .draft()
                    .compile(Toys.profile(), Toys.catalog())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
