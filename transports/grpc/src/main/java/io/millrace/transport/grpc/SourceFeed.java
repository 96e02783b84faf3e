package io.millrace.transport.grpc;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.millrace.api.frame.Frame;
import io.millrace.protocol.FrameMessages;
import io.millrace.transport.grpc.v1.PublishRequest;
import io.millrace.transport.grpc.v1.PublishResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;

/** One publication: takes from the publisher what the connection takes. */
final class SourceFeed implements ClientResponseObserver<PublishRequest, PublishResponse> {

    private static final int PUBLISH_AHEAD = 16;

    private final PublishRequest first;
    private final Publisher<Frame> frames;
    private final MonoSink<Long> done;
    private final Upstream upstream = new Upstream();
    private @Nullable ClientCallStreamObserver<PublishRequest> server;
    private boolean begun;
    private int outstanding;
    private long taken;

    SourceFeed(String pipeline, String source, Publisher<Frame> frames, MonoSink<Long> done) {
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
            synchronized (SourceFeed.this) {
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
