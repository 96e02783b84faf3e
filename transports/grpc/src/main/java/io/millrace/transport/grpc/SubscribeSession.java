package io.millrace.transport.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.transport.grpc.v1.SubscribeRequest;
import io.millrace.transport.grpc.v1.SubscribeResponse;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/*
 * One client that watches a port. Frames wait in `queue`, bounded by what the client asked for; they leave it as far as
 * the client has demanded and as the connection takes them. Everything is under the monitor of this object: frames come
 * on a thread of the run's ports, demand and readiness on one of the network.
 */
final class SubscribeSession implements StreamObserver<SubscribeRequest> {

    private static final EdgePolicy BEFORE = new EdgePolicy(Overflow.DROP_OLDEST, 64);
    private static final int DEFAULT_QUEUE = 64;

    private final Registry registry;
    private final ServerLimits limits;
    private final StreamCount streams;
    private final Caller caller = Caller.current();
    private final ServerCallStreamObserver<SubscribeResponse> client;
    private final ArrayDeque<Frame> queue = new ArrayDeque<>();
    private int capacity;
    private Overflow overflow = Overflow.DROP_OLDEST;
    private @Nullable FrameEncoder encoder;
    private @Nullable Subscription subscription;
    private long demand;
    private long dropped;
    private boolean portEnded;
    private @Nullable Throwable portFailure;
    private boolean ended;

    SubscribeSession(
            Registry registry,
            ServerLimits limits,
            StreamCount streams,
            ServerCallStreamObserver<SubscribeResponse> client) {
        this.registry = registry;
        this.limits = limits;
        this.streams = streams;
        this.client = client;
        client.setOnReadyHandler(this::drain);
        client.setOnCancelHandler(this::leave);
    }

    @Override
    public void onNext(SubscribeRequest request) {
        try {
            if (encoder == null) {
                begin(request);
            }
            if (request.getDemand() < 0) {
                throw RequestException.invalid(
                        "demand out of range: demand=" + request.getDemand() + " (expected 0 or more)");
            }
            synchronized (this) {
                if (request.getResync() && encoder != null) {
                    encoder.restart();
                }
                demand = demand + request.getDemand() < 0 ? Long.MAX_VALUE : demand + request.getDemand();
            }
            drain();
        } catch (RequestException e) {
            end(e.status());
        }
    }

    @Override
    public void onError(Throwable cause) {
        leave();
    }

    /** The client will ask for nothing more; what it has asked for still comes. */
    @Override
    public void onCompleted() {
        if (encoder == null) {
            end(Status.INVALID_ARGUMENT.withDescription("no port was named (expected pipeline and port first)"));
        }
    }

    private void begin(SubscribeRequest request) throws RequestException {
        LiveGraph live = MillraceService.live(registry, caller, "Subscribe", request.getPipeline());
        int frames = request.getQueueFrames() == 0 ? DEFAULT_QUEUE : request.getQueueFrames();
        if (frames < 1 || frames > limits.subscriberQueueFrames()) {
            throw RequestException.invalid("queue out of range: queue_frames=" + frames + " (expected 1.."
                    + limits.subscriberQueueFrames() + ")");
        }
        overflow = switch (request.getOverflow()) {
            case DROP_NEWEST -> Overflow.DROP_NEWEST;
            case LATEST -> Overflow.LATEST;
            default -> Overflow.DROP_OLDEST;
        };
        capacity = overflow == Overflow.LATEST ? 1 : frames;
        try {
            synchronized (this) {
                encoder = new FrameEncoder(request.getPort(), request.getEncoding() == SubscribeRequest.Encoding.DELTA);
            }
            live.watch(request.getPort(), BEFORE).subscribe(new Watch());
        } catch (IllegalArgumentException e) {
            throw new RequestException(Status.Code.NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }

    private void keep(Frame frame) {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (queue.size() >= capacity) {
                dropped++;
                if (overflow == Overflow.DROP_NEWEST) {
                    return;
                }
                queue.removeFirst();
            }
            queue.addLast(frame);
        }
        drain();
    }

    private void portEnds(@Nullable Throwable cause) {
        synchronized (this) {
            portEnded = true;
            portFailure = cause;
        }
        drain();
    }

    private void drain() {
        Status last = null;
        synchronized (this) {
            FrameEncoder writes = encoder;
            if (ended || writes == null) {
                return;
            }
            try {
                while (demand > 0 && !queue.isEmpty() && client.isReady()) {
                    demand--;
                    client.onNext(writes.encode(queue.removeFirst(), dropped));
                }
            } catch (IllegalStateException e) { // the call was closed under our hands
                queue.clear();
                portEnded = true;
            }
            if (portEnded && queue.isEmpty()) {
                last = portFailure == null
                        ? Status.OK
                        : Status.ABORTED.withDescription("the run has failed: cause=" + portFailure.getMessage());
            }
        }
        if (last != null) {
            end(last);
        }
    }

    private void end(Status status) {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (status.isOk()) {
                client.onCompleted();
            } else {
                client.onError(status.asRuntimeException());
            }
        }
        leave();
    }

    private void leave() {
        Subscription s;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            queue.clear();
            s = subscription;
        }
        streams.leave();
        if (s != null) {
            s.cancel();
        }
    }

    /** The port's side. */
    private final class Watch implements Subscriber<Frame> {

        @Override
        public void onSubscribe(Subscription s) {
            boolean late;
            synchronized (SubscribeSession.this) {
                subscription = s;
                late = ended;
            }
            if (late) {
                s.cancel();
            } else {
                s.request(Long.MAX_VALUE); // the client's own queue decides what is kept
            }
        }

        @Override
        public void onNext(Frame frame) {
            keep(frame);
        }

        @Override
        public void onError(Throwable cause) {
            portEnds(cause);
        }

        @Override
        public void onComplete() {
            portEnds(null);
        }
    }
}
