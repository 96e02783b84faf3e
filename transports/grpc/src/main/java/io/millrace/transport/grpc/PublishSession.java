package io.millrace.transport.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.api.frame.Frame;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.MalformedFrameException;
import io.millrace.transport.grpc.v1.PublishRequest;
import io.millrace.transport.grpc.v1.PublishResponse;
import org.jspecify.annotations.Nullable;

/*
 * One client that feeds a source, one message at a time: the next is asked for when the graph has taken the one before,
 * so that a full graph slows the client through the connection and nothing waits here but that one frame.
 */
final class PublishSession implements StreamObserver<PublishRequest> {

    private final Registry registry;
    private final StreamCount streams;
    private final Caller caller = Caller.current();
    private final ServerCallStreamObserver<PublishResponse> client;
    private @Nullable LiveGraph live;
    private String source = "";
    private @Nullable Frame waiting;
    private boolean clientDone;
    private long taken;
    private boolean ended;

    PublishSession(Registry registry, StreamCount streams, ServerCallStreamObserver<PublishResponse> client) {
        this.registry = registry;
        this.streams = streams;
        this.client = client;
        client.disableAutoRequest();
        client.setOnCancelHandler(this::leave);
        client.request(1);
    }

    @Override
    public synchronized void onNext(PublishRequest request) {
        try {
            if (live == null) {
                live = MillraceService.live(registry, caller, "Publish", request.getPipeline());
                source = request.getSource();
            }
            if (request.hasFrame()) {
                waiting = FrameMessages.toFrame(request.getFrame());
            }
        } catch (RequestException e) {
            end(e.status());
            return;
        } catch (MalformedFrameException e) {
            end(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
            return;
        }
        pass();
    }

    @Override
    public void onError(Throwable cause) {
        leave();
    }

    @Override
    public synchronized void onCompleted() {
        clientDone = true;
        if (waiting == null) {
            end(Status.OK);
        }
    }

    /** Offers what waits; called again when there is room. */
    private synchronized void pass() {
        LiveGraph to = live;
        if (ended || to == null) {
            return;
        }
        Frame frame = waiting;
        try {
            if (frame != null) {
                if (!to.publish(source, frame, this::pass)) {
                    return;
                }
                waiting = null;
                taken++;
            }
        } catch (IllegalArgumentException e) {
            end(Status.NOT_FOUND.withDescription(e.getMessage()));
            return;
        } catch (IllegalStateException e) {
            end(Status.UNAVAILABLE.withDescription(e.getMessage()));
            return;
        }
        if (clientDone) {
            end(Status.OK);
        } else {
            client.request(1);
        }
    }

    private synchronized void end(Status status) {
        if (ended) {
            return;
        }
        if (status.isOk()) {
            client.onNext(PublishResponse.newBuilder().setTaken(taken).build());
            client.onCompleted();
        } else {
            client.onError(status.asRuntimeException());
        }
        leave();
    }

    private synchronized void leave() {
        if (!ended) {
            ended = true;
            waiting = null;
            streams.leave();
        }
    }
}
