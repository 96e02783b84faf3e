package io.millrace.transport.grpc;

import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.api.frame.Frame;
import io.millrace.api.time.Clock;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import java.io.InputStream;
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

    private static final MethodDescriptor.Marshaller<ModelStreamInferResponse> MESSAGE =
            ProtoUtils.marshaller(ModelStreamInferResponse.getDefaultInstance());

    private final Registry registry;
    private final Clock clock;
    private final Caller caller;
    // Of the call: it hears of deadlines and of clients that go while this thread computes.
    private final Context context = Context.current();
    private final ServerCallStreamObserver<InputStream> client;
    private final SequenceTable instances;
    private final Map<String, Model> models = new HashMap<>();
    private @Nullable Model latest;
    private int owed;

    StreamSession(
            Registry registry,
            ServerLimits limits,
            Clock clock,
            Runnable onEnd,
            ServerCallStreamObserver<InputStream> client) {
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

    /** A pipeline that this stream has asked, and what is kept for its answers. */
    private static final class Model {

        private final Registry.Entry entry;
        private final StreamAnswers answers;
        private @Nullable InferRequest last; // without sequence: its answer is the pattern for what was held back

        Model(Registry.Entry entry) {
            this.entry = entry;
            this.answers = new StreamAnswers(entry.pipeline());
        }
    }

    @Override
    public void onNext(ModelInferRequest message) {
        long began = clock.monotonicNanos();
        Registry.@Nullable Entry entry = null;
        try {
            Model model = model(message);
            entry = model.entry;
            InferRequest request = InferRequest.read(message, entry.pipeline());
            List<List<Frame>> given = instances.carry(entry.pipeline(), request, "", true, context::isCancelled);
            send(model, request, given);
            if (request.sequence().isEmpty()) {
                model.last = request;
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

    /** What the caller may ask was settled when the call began, so a name is looked up once. */
    private Model model(ModelInferRequest message) throws RequestException {
        String name = message.getModelName();
        Model model = latest;
        if (model == null || !model.entry.pipeline().name().equals(name)) {
            caller.require("ModelStreamInfer", name);
            Registry.Entry entry = registry.available(name, message.getModelVersion());
            model = models.computeIfAbsent(name, key -> new Model(entry));
            latest = model;
        } else if (!model.entry.isAvailable() || !message.getModelVersion().isEmpty()) {
            registry.available(name, message.getModelVersion());
        }
        return model;
    }

    @Override
    public void onError(Throwable cause) {
        instances.close(); // the client has gone
    }

    /** The client has said all: what is still held back comes out, then the stream ends. */
    @Override
    public void onCompleted() {
        models.values().forEach(model -> {
            InferRequest request = model.last;
            if (request == null) {
                return;
            }
            try {
                ServedPipeline pipeline = model.entry.pipeline();
                List<List<Frame>> rest = instances.finish(pipeline, "");
                if (rest != null) {
                    send(Responses.of(pipeline, request, rest));
                }
            } catch (IllegalStateException e) {
                send(ModelStreamInferResponse.newBuilder()
                        .setErrorMessage(String.valueOf(e.getMessage()))
                        .build());
            }
        });
        instances.close();
        client.onCompleted();
    }

    private void send(Model model, InferRequest request, List<List<Frame>> given) {
        StreamAnswer plain = model.answers.write(request, given);
        if (plain == null) {
            send(Responses.of(model.entry.pipeline(), request, given));
        } else {
            client.onNext(plain);
        }
    }

    private void send(List<ModelInferResponse> responses) {
        for (ModelInferResponse response : responses) {
            send(ModelStreamInferResponse.newBuilder()
                    .setInferResponse(response)
                    .build());
        }
    }

    private void send(ModelStreamInferResponse message) {
        client.onNext(MESSAGE.stream(message));
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
        send(ModelStreamInferResponse.newBuilder()
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
