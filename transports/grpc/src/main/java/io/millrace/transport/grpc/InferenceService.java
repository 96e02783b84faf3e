package io.millrace.transport.grpc;

import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.millrace.api.frame.Frame;
import io.millrace.api.time.Clock;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.ModelConfigRequest;
import io.millrace.transport.grpc.inference.ModelConfigResponse;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelMetadataRequest;
import io.millrace.transport.grpc.inference.ModelMetadataResponse;
import io.millrace.transport.grpc.inference.ModelReadyRequest;
import io.millrace.transport.grpc.inference.ModelReadyResponse;
import io.millrace.transport.grpc.inference.ModelStatisticsRequest;
import io.millrace.transport.grpc.inference.ModelStatisticsResponse;
import io.millrace.transport.grpc.inference.RepositoryIndexRequest;
import io.millrace.transport.grpc.inference.RepositoryIndexResponse;
import io.millrace.transport.grpc.inference.RepositoryModelLoadRequest;
import io.millrace.transport.grpc.inference.RepositoryModelLoadResponse;
import io.millrace.transport.grpc.inference.RepositoryModelUnloadRequest;
import io.millrace.transport.grpc.inference.RepositoryModelUnloadResponse;
import io.millrace.transport.grpc.inference.ServerLiveRequest;
import io.millrace.transport.grpc.inference.ServerLiveResponse;
import io.millrace.transport.grpc.inference.ServerMetadataRequest;
import io.millrace.transport.grpc.inference.ServerMetadataResponse;
import io.millrace.transport.grpc.inference.ServerReadyRequest;
import io.millrace.transport.grpc.inference.ServerReadyResponse;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** {@code inference.GRPCInferenceService} over pipelines. What it does not override answers UNIMPLEMENTED. */
final class InferenceService extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

    private static final List<String> EXTENSIONS = List.of(
            "model_configuration", "model_repository", "parameters", "sequence", "sequence(string_id)", "statistics");

    private final Registry registry;
    private final ServerLimits limits;
    private final Clock clock;
    private final StreamCount streams;
    private final SequenceTable sequences;

    InferenceService(Registry registry, ServerLimits limits, Clock clock, StreamCount streams) {
        this.registry = registry;
        this.limits = limits;
        this.clock = clock;
        this.streams = streams;
        this.sequences =
                new SequenceTable(limits.unarySequences(), limits.sequenceIdle().toNanos(), clock);
    }

    /** The service, with a stream method that copies tensors as rarely as can be: see its two marshallers. */
    ServerServiceDefinition definition() {
        ServerServiceDefinition plain = bindService();
        MethodDescriptor<ModelInferRequest, InputStream> stream =
                GRPCInferenceServiceGrpc.getModelStreamInferMethod().toBuilder(
                                new RequestMarshaller(), Malformed.AS_IT_IS)
                        .build();
        ServiceDescriptor.Builder described = ServiceDescriptor.newBuilder(
                        plain.getServiceDescriptor().getName())
                .setSchemaDescriptor(plain.getServiceDescriptor().getSchemaDescriptor());
        plain.getServiceDescriptor().getMethods().stream()
                .map(method -> method.getFullMethodName().equals(stream.getFullMethodName()) ? stream : method)
                .forEach(described::addMethod);
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(described.build());
        for (ServerMethodDefinition<?, ?> method : plain.getMethods()) {
            if (method.getMethodDescriptor().getFullMethodName().equals(stream.getFullMethodName())) {
                service.addMethod(stream, ServerCalls.asyncBidiStreamingCall(this::open));
            } else {
                service.addMethod(method);
            }
        }
        return service.build();
    }

    /** Ends the instances of unary sequences. */
    void close() {
        sequences.close();
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> to) {
        Unary.answer(
                to,
                "ServerLive",
                () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> to) {
        Unary.answer(
                to,
                "ServerReady",
                () -> ServerReadyResponse.newBuilder()
                        .setReady(registry.all().stream().allMatch(Registry.Entry::isAvailable))
                        .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> to) {
        Unary.answer(
                to,
                "ModelReady",
                request.getName(),
                () -> ModelReadyResponse.newBuilder()
                        .setReady(registry.isAvailable(request.getName())
                                && (request.getVersion().isEmpty()
                                        || request.getVersion().equals(Registry.VERSION)))
                        .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> to) {
        Unary.answer(
                to,
                "ServerMetadata",
                () -> ServerMetadataResponse.newBuilder()
                        .setName("millrace")
                        .setVersion(version())
                        .addAllExtensions(EXTENSIONS)
                        .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> to) {
        Unary.answer(
                to,
                "ModelMetadata",
                request.getName(),
                () -> ModelDescription.metadata(
                        registry.known(request.getName(), request.getVersion()).pipeline()));
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> to) {
        Unary.answer(
                to,
                "ModelConfig",
                request.getName(),
                () -> ModelDescription.config(
                        registry.known(request.getName(), request.getVersion()).pipeline(), limits));
    }

    @Override
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> to) {
        Unary.answer(to, "ModelStatistics", request.getName(), () -> {
            ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
            if (request.getName().isEmpty()) {
                registry.all()
                        .forEach(e -> response.addModelStats(
                                e.statistics().message(e.pipeline().name())));
            } else {
                response.addModelStats(registry.known(request.getName(), request.getVersion())
                        .statistics()
                        .message(request.getName()));
            }
            return response.build();
        });
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> to) {
        Unary.answer(to, "RepositoryIndex", () -> {
            RepositoryIndexResponse.Builder response = RepositoryIndexResponse.newBuilder();
            for (Registry.Entry entry : registry.all()) {
                String name = entry.pipeline().name();
                if (Caller.current().may("RepositoryIndex", name) && (entry.isAvailable() || !request.getReady())) {
                    response.addModels(RepositoryIndexResponse.ModelIndex.newBuilder()
                            .setName(name)
                            .setVersion(Registry.VERSION)
                            .setState(entry.isAvailable() ? "READY" : "UNAVAILABLE")
                            .setReason(entry.isAvailable() ? "" : "unloaded"));
                }
            }
            return response.build();
        });
    }

    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> to) {
        Unary.answer(to, "RepositoryModelLoad", request.getModelName(), () -> {
            if (request.getParametersCount() > 0) {
                throw new RequestException(
                        Status.Code.UNIMPLEMENTED,
                        "models cannot be replaced by a request: parameters=" + request.getParametersCount()
                                + " (expected none)");
            }
            registry.setAvailable(request.getModelName(), true);
            return RepositoryModelLoadResponse.getDefaultInstance();
        });
    }

    @Override
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> to) {
        Unary.answer(to, "RepositoryModelUnload", request.getModelName(), () -> {
            registry.setAvailable(request.getModelName(), false);
            return RepositoryModelUnloadResponse.getDefaultInstance();
        });
    }

    @Override
    public void modelInfer(ModelInferRequest message, StreamObserver<ModelInferResponse> to) {
        // The context hears of deadlines and of clients that go while this thread computes; the call does not.
        Context context = Context.current();
        Unary.answer(to, "ModelInfer", message.getModelName(), () -> infer(message, context::isCancelled, false));
    }

    /**
     * Carries a request whose caller may.
     *
     * @param cancelled whether nobody waits for the answer any more
     * @param raw whether the tensors of the answer are raw even if those of the request are not
     */
    ModelInferResponse infer(ModelInferRequest message, BooleanSupplier cancelled, boolean raw)
            throws RequestException {
        long began = clock.monotonicNanos();
        Registry.Entry entry = registry.available(message.getModelName(), message.getModelVersion());
        try {
            InferRequest read = InferRequest.read(message, entry.pipeline());
            InferRequest request = raw ? read.answeredRaw() : read;
            List<ModelInferResponse> responses = request.sequence().isEmpty()
                    ? alone(entry.pipeline(), request, cancelled)
                    : Responses.of(
                            entry.pipeline(),
                            request,
                            sequences.carry(
                                    entry.pipeline(), request, Caller.current().name(), false, cancelled));
            if (responses.size() > 1) {
                throw new RequestException(
                        Status.Code.FAILED_PRECONDITION,
                        "request has several responses: model="
                                + entry.pipeline().name() + ", responses=" + responses.size()
                                + " (expected one: use ModelStreamInfer)");
            }
            entry.statistics()
                    .succeeded(clock.monotonicNanos() - began, request.tensors().size(), clock.epochNanos());
            return responses.isEmpty() ? Responses.empty(entry.pipeline(), request) : responses.get(0);
        } catch (RequestException e) {
            entry.statistics().failed(clock.monotonicNanos() - began, clock.epochNanos());
            throw e;
        }
    }

    /** A request of its own has an instance of its own: fresh, and gone with the answer. */
    private List<ModelInferResponse> alone(ServedPipeline pipeline, InferRequest request, BooleanSupplier cancelled)
            throws RequestException {
        try (Sequence sequence = Sequence.open(pipeline, request, clock)) {
            List<List<Frame>> given = sequence.carry(request, cancelled);
            List<ModelInferResponse> responses = Responses.of(pipeline, request, given);
            return responses.isEmpty() ? Responses.of(pipeline, request, sequence.finish()) : responses;
        }
    }

    private StreamObserver<ModelInferRequest> open(StreamObserver<InputStream> to) {
        ServerCallStreamObserver<InputStream> client = (ServerCallStreamObserver<InputStream>) to;
        @Nullable String refusal = streams.enter();
        if (refusal != null) {
            return Unary.refused(to, Status.RESOURCE_EXHAUSTED.withDescription(refusal));
        }
        AtomicBoolean left = new AtomicBoolean();
        return new StreamSession(
                registry,
                limits,
                clock,
                () -> {
                    if (left.compareAndSet(false, true)) {
                        streams.leave();
                    }
                },
                client);
    }

    private static String version() {
        String version = InferenceService.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
