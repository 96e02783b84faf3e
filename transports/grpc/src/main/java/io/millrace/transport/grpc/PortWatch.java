package io.millrace.transport.grpc;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.millrace.api.frame.Frame;
import io.millrace.protocol.MalformedFrameException;
import io.millrace.transport.grpc.v1.SubscribeRequest;
import io.millrace.transport.grpc.v1.SubscribeResponse;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** One subscription. The server counts demand; here it only passes by. */
final class PortWatch implements ClientResponseObserver<SubscribeRequest, SubscribeResponse>, Subscription {

    private final SubscribeRequest wish;
    private final Subscriber<? super Frame> subscriber;
    private final FrameDecoder decoder = new FrameDecoder();
    private @Nullable ClientCallStreamObserver<SubscribeRequest> server;
    private boolean begun;
    private volatile boolean cancelled;

    PortWatch(SubscribeRequest wish, Subscriber<? super Frame> subscriber) {
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
