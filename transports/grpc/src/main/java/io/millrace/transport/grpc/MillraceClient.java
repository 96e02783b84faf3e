package io.millrace.transport.grpc;

import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.millrace.api.frame.Frame;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.MalformedFrameException;
import io.millrace.transport.grpc.v1.ListRequest;
import io.millrace.transport.grpc.v1.MetricsRequest;
import io.millrace.transport.grpc.v1.MetricsResponse;
import io.millrace.transport.grpc.v1.MillraceGrpc;
import io.millrace.transport.grpc.v1.Pipeline;
import io.millrace.transport.grpc.v1.PlanRequest;
import io.millrace.transport.grpc.v1.PublishRequest;
import io.millrace.transport.grpc.v1.PublishResponse;
import io.millrace.transport.grpc.v1.SubscribeRequest;
import io.millrace.transport.grpc.v1.SubscribeResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A client of {@code millrace.v1}. Demand travels to the server, which sends no more than was asked for: nothing piles up
 * on the way. Any thread.
 *
 * <pre>{@code
 * MillraceClient client = new MillraceClient(channel);
 * client.subscribe("csi-presence", "presence").subscribe(frame -> ...);
 * client.publish("csi-presence", "csi", frames).block();
 * }</pre>
 */
public final class MillraceClient {

    private static final int PUBLISH_AHEAD = 16;

    private final Channel channel;

    /**
     * Speaks through a connection.
     *
     * @param channel the connection; it stays the caller's to close
     */
    public MillraceClient(Channel channel) {
        this.channel = channel;
    }

    /**
     * The pipelines that this client may see.
     *
     * @return names and ports
     */
    public List<Pipeline> list() {
        return MillraceGrpc.newBlockingStub(channel)
                .list(ListRequest.getDefaultInstance())
                .getPipelinesList();
    }

    /**
     * What a pipeline runs.
     *
     * @param pipeline its name
     * @return the plan as text
     */
    public String plan(String pipeline) {
        return MillraceGrpc.newBlockingStub(channel)
                .plan(PlanRequest.newBuilder().setPipeline(pipeline).build())
                .getText();
    }

    /**
     * The books of a running pipeline.
     *
     * @param pipeline its name
     * @return books of its edges and of those who watch
     */
    public MetricsResponse metrics(String pipeline) {
        return MillraceGrpc.newBlockingStub(channel)
                .metrics(MetricsRequest.newBuilder().setPipeline(pipeline).build());
    }

    /**
     * Watches a port: {@code drop-oldest} at the server's default queue, as deltas.
     *
     * @param pipeline name of the pipeline
     * @param port name of the port
     * @return its frames, whole; ends with the run
     */
    public Flux<Frame> subscribe(String pipeline, String port) {
        return subscribe(SubscribeRequest.newBuilder()
                .setPipeline(pipeline)
                .setPort(port)
                .setEncoding(SubscribeRequest.Encoding.DELTA)
                .build());
    }

    /**
     * Watches a port.
     *
     * @param wish port, policy, queue and encoding; demand is the subscriber's
     * @return its frames, whole; ends with the run
     */
    public Flux<Frame> subscribe(SubscribeRequest wish) {
        Publisher<Frame> publisher = subscriber -> {
            Watch watch = new Watch(wish, subscriber);
            MillraceGrpc.newStub(channel).subscribe(watch);
            subscriber.onSubscribe(watch);
        };
        return Flux.from(publisher);
    }

    /**
     * Feeds a source.
     *
     * @param pipeline name of the pipeline
     * @param source name of the source
     * @param frames the frames; asked for as the pipeline takes them
     * @return how many were taken, once all were
     */
    public Mono<Long> publish(String pipeline, String source, Publisher<Frame> frames) {
        return Mono.create(sink -> {
            Feed feed = new Feed(pipeline, source, frames, sink);
            MillraceGrpc.newStub(channel).publish(feed);
        });
    }

    /** One subscription. The server counts demand; here it only passes by. */
    private static final class Watch
            implements ClientResponseObserver<SubscribeRequest, SubscribeResponse>, Subscription {

        private final SubscribeRequest wish;
        private final Subscriber<? super Frame> subscriber;
        private final FrameDecoder decoder = new FrameDecoder();
        private @Nullable ClientCallStreamObserver<SubscribeRequest> server;
        private boolean begun;
        private volatile boolean cancelled;

        Watch(SubscribeRequest wish, Subscriber<? super Frame> subscriber) {
            this.wish = wish;
            this.subscriber = subscriber;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<SubscribeRequest> call) {
            server = call;
        }

        @Override
        public void request(long n) {
            ask(n, false);
        }

        private synchronized void ask(long n, boolean resync) {
            ClientCallStreamObserver<SubscribeRequest> to = server;
            if (to != null && !cancelled) {
                SubscribeRequest.Builder request = begun ? SubscribeRequest.newBuilder() : wish.toBuilder();
                begun = true;
                to.onNext(request.setDemand(n).setResync(resync).build());
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            ClientCallStreamObserver<SubscribeRequest> to = server;
            if (to != null) {
                to.cancel("the subscriber has cancelled", null);
            }
        }

        @Override
        public void onNext(SubscribeResponse response) {
            if (cancelled) {
                return;
            }
            try {
                Frame frame = decoder.decode(response);
                if (frame == null) {
                    ask(1, true); // a delta to what was not seen: the next one whole, in its place
                } else {
                    subscriber.onNext(frame);
                }
            } catch (MalformedFrameException e) {
                cancel();
                subscriber.onError(e);
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (!cancelled) {
                subscriber.onError(cause);
            }
        }

        @Override
        public void onCompleted() {
            if (!cancelled) {
                subscriber.onComplete();
            }
        }
    }

    /** One publication: takes from the publisher what the connection takes. */
    private static final class Feed implements ClientResponseObserver<PublishRequest, PublishResponse> {

        private final PublishRequest first;
        private final Publisher<Frame> frames;
        private final MonoSink<Long> done;
        private final Upstream upstream = new Upstream();
        private @Nullable ClientCallStreamObserver<PublishRequest> server;
        private boolean begun;
        private int outstanding;
        private long taken;

        Feed(String pipeline, String source, Publisher<Frame> frames, MonoSink<Long> done) {
            this.first = PublishRequest.newBuilder()
                    .setPipeline(pipeline)
                    .setSource(source)
                    .build();
            this.frames = frames;
            this.done = done;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<PublishRequest> call) {
            server = call;
            done.onCancel(() -> call.cancel("the caller has cancelled", null));
            call.setOnReadyHandler(() -> ready(call));
        }

        /** On gRPC's thread; the first time when the call has begun. */
        private void ready(ClientCallStreamObserver<PublishRequest> call) {
            if (begun) {
                more(call);
            } else {
                begun = true;
                call.onNext(first);
                frames.subscribe(upstream);
            }
        }

        private void more(ClientCallStreamObserver<PublishRequest> call) {
            synchronized (this) {
                if (outstanding > 0 || !call.isReady()) {
                    return;
                }
                outstanding = PUBLISH_AHEAD;
            }
            upstream.request(PUBLISH_AHEAD);
        }

        @Override
        public void onNext(PublishResponse response) {
            taken = response.getTaken();
        }

        @Override
        public void onError(Throwable cause) {
            upstream.cancel();
            done.error(cause);
        }

        @Override
        public void onCompleted() {
            upstream.cancel();
            done.success(taken);
        }

        /** The publisher's side. */
        private final class Upstream extends BaseSubscriber<Frame> {

            private ClientCallStreamObserver<PublishRequest> call() {
                return Objects.requireNonNull(server);
            }

            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                more(call());
            }

            @Override
            protected void hookOnNext(Frame frame) {
                call().onNext(PublishRequest.newBuilder()
                        .setFrame(FrameMessages.toMessage(frame))
                        .build());
                synchronized (Feed.this) {
                    outstanding--;
                }
                more(call());
            }

            @Override
            protected void hookOnComplete() {
                call().onCompleted();
            }

            @Override
            protected void hookOnError(Throwable cause) {
                call().cancel("the publisher has failed", cause);
                done.error(cause);
            }
        }
    }
}
