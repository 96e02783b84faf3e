package io.millrace.transport.grpc;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.api.frame.Frame;
import io.millrace.api.time.Clock;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * One stream of requests. gRPC calls it from one thread at a time. A request is taken only while the client reads the
 * answers: `owed` is what would have been asked for while it did not, so that at most WINDOW requests' answers wait.
 */
final class StreamSession implements StreamObserver<ModelInferRequest> {

    private static final int WINDOW = 16;

    private final Registry registry;
    private final Clock clock;
    private final Caller caller;
    // Of the call: it hears of deadlines and of clients that go while this thread computes.
    private final Context context = Context.current();
    private final ServerCallStreamObserver<ModelStreamInferResponse> client;
    private final SequenceTable instances;
    private final Map<String, InferRequest> last = new HashMap<>();
    private int owed;

    StreamSession(
            Registry registry,
            ServerLimits limits,
            Clock clock,
            Runnable onEnd,
            ServerCallStreamObserver<ModelStreamInferResponse> client) {
        this.registry = registry;
        this.clock = clock;
        this.caller = Caller.current();
        this.client = client;
        this.instances = new SequenceTable(limits.sequencesPerStream(), 0, clock);
        client.disableAutoRequest();
        client.setOnReadyHandler(this::resume);
        client.setOnCancelHandler(() -> {
            instances.close();
            onEnd.run();
        });
        client.setOnCloseHandler(() -> {
            instances.close();
            onEnd.run();
        });
        client.request(WINDOW);
    }

    @Override
    public void onNext(ModelInferRequest message) {
        long began = clock.monotonicNanos();
        Registry.@Nullable Entry entry = null;
        try {
            caller.require("ModelStreamInfer", message.getModelName());
            entry = registry.available(message.getModelName(), message.getModelVersion());
            InferRequest request = InferRequest.read(message, entry.pipeline());
            List<List<Frame>> given = instances.carry(entry.pipeline(), request, "", true, context::isCancelled);
            send(Responses.of(entry.pipeline(), request, given));
            if (request.sequence().isEmpty()) {
                last.put(entry.pipeline().name(), request);
            }
            entry.statistics()
                    .succeeded(clock.monotonicNanos() - began, request.tensors().size(), clock.epochNanos());
        } catch (RequestException e) {
            if (entry != null) {
                entry.statistics().failed(clock.monotonicNanos() - began, clock.epochNanos());
            }
            refuse(message, e);
        }
        owed++;
        resume();
    }

    @Override
    public void onError(Throwable cause) {
        instances.close(); // the client has gone
    }

    /** The client has said all: what is still held back comes out, then the stream ends. */
    @Override
    public void onCompleted() {
        last.forEach((name, request) -> {
            try {
                ServedPipeline pipeline = registry.known(name).pipeline();
                List<List<Frame>> rest = instances.finish(pipeline, "");
                if (rest != null) {
                    send(Responses.of(pipeline, request, rest));
                }
            } catch (RequestException | IllegalStateException e) {
                client.onNext(ModelStreamInferResponse.newBuilder()
                        .setErrorMessage(String.valueOf(e.getMessage()))
                        .build());
            }
        });
        instances.close();
        client.onCompleted();
    }

    private void send(List<ModelInferResponse> responses) {
        for (ModelInferResponse response : responses) {
            client.onNext(ModelStreamInferResponse.newBuilder()
                    .setInferResponse(response)
                    .build());
        }
    }

    /** In the answer, not by ending the stream: the next request is as good as any. */
    private void refuse(ModelInferRequest message, RequestException e) {
        if (e.status().getCode() == Status.Code.CANCELLED) {
            return;
        }
        ModelInferResponse.Builder about = ModelInferResponse.newBuilder()
                .setModelName(Datatype.printable(message.getModelName()))
                .setId(message.getId());
        if (message.getParametersOrDefault("triton_enable_empty_final_response", InferParameter.getDefaultInstance())
                .getBoolParam()) {
            about.putParameters(
                    "triton_final_response",
                    InferParameter.newBuilder().setBoolParam(true).build());
        }
        client.onNext(ModelStreamInferResponse.newBuilder()
                .setErrorMessage(String.valueOf(e.getMessage()))
                .setInferResponse(about)
                .build());
    }

    private void resume() {
        if (owed > 0 && client.isReady()) {
            int ask = owed;
            owed = 0;
            client.request(ask);
        }
    }
}
