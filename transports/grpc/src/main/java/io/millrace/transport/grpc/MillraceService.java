package io.millrace.transport.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.transport.grpc.v1.CheckpointRequest;
import io.millrace.transport.grpc.v1.CheckpointResponse;
import io.millrace.transport.grpc.v1.Edge;
import io.millrace.transport.grpc.v1.ListRequest;
import io.millrace.transport.grpc.v1.ListResponse;
import io.millrace.transport.grpc.v1.MetricsRequest;
import io.millrace.transport.grpc.v1.MetricsResponse;
import io.millrace.transport.grpc.v1.MillraceGrpc;
import io.millrace.transport.grpc.v1.Pipeline;
import io.millrace.transport.grpc.v1.PlanRequest;
import io.millrace.transport.grpc.v1.PlanResponse;
import io.millrace.transport.grpc.v1.Port;
import io.millrace.transport.grpc.v1.PublishRequest;
import io.millrace.transport.grpc.v1.PublishResponse;
import io.millrace.transport.grpc.v1.SetRequest;
import io.millrace.transport.grpc.v1.SetResponse;
import io.millrace.transport.grpc.v1.SubscribeRequest;
import io.millrace.transport.grpc.v1.SubscribeResponse;
import io.millrace.transport.grpc.v1.TraceRequest;
import io.millrace.transport.grpc.v1.TraceResponse;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code millrace.v1.Millrace} over pipelines and their running graphs. */
final class MillraceService extends MillraceGrpc.MillraceImplBase {

    private final Registry registry;
    private final ServerLimits limits;
    private final StreamCount streams;

    MillraceService(Registry registry, ServerLimits limits, StreamCount streams) {
        this.registry = registry;
        this.limits = limits;
        this.streams = streams;
    }

    /** The running graph of a pipeline, for a caller who may. */
    static LiveGraph live(Registry registry, Caller caller, String method, String pipeline) throws RequestException {
        caller.require(method, pipeline);
        LiveGraph live = registry.known(pipeline).pipeline().live();
        if (live == null) {
            throw new RequestException(
                    Status.Code.FAILED_PRECONDITION,
                    "pipeline serves instances only: pipeline=" + pipeline
                            + " (expected a running graph: start the server with --run)");
        }
        return live;
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> to) {
        Unary.answer(to, "List", () -> {
            ListResponse.Builder response = ListResponse.newBuilder();
            for (Registry.Entry entry : registry.all()) {
                ServedPipeline pipeline = entry.pipeline();
                if (!Caller.current().may("List", pipeline.name())) {
                    continue;
                }
                Pipeline.Builder shown = Pipeline.newBuilder().setName(pipeline.name());
                LiveGraph live = pipeline.live();
                if (live != null) {
                    shown.setRunning(true);
                    live.ports().forEach(p -> shown.addPorts(port(p)));
                    live.sources().forEach(p -> shown.addSources(port(p)));
                }
                response.addPipelines(shown);
            }
            return response.build();
        });
    }

    @Override
    public void plan(PlanRequest request, StreamObserver<PlanResponse> to) {
        Unary.answer(
                to,
                "Plan",
                request.getPipeline(),
                () -> PlanResponse.newBuilder()
                        .setText(
                                registry.known(request.getPipeline()).pipeline().plan())
                        .build());
    }

    @Override
    public void metrics(MetricsRequest request, StreamObserver<MetricsResponse> to) {
        Unary.answer(to, "Metrics", request.getPipeline(), () -> {
            LiveGraph live = live(registry, Caller.current(), "Metrics", request.getPipeline());
            MetricsResponse.Builder response = MetricsResponse.newBuilder();
            live.edges().forEach(b -> response.addEdges(edge(b)));
            live.watchers().forEach(b -> response.addPorts(edge(b)));
            return response.build();
        });
    }

    @Override
    public void checkpoint(CheckpointRequest request, StreamObserver<CheckpointResponse> to) {
        later(
                to,
                "checkpoint failed: pipeline=" + request.getPipeline(),
                () -> live(registry, Caller.current(), "Checkpoint", request.getPipeline())
                        .checkpoint(),
                file -> CheckpointResponse.newBuilder().setFile(file).build());
    }

    @Override
    public void set(SetRequest request, StreamObserver<SetResponse> to) {
        later(
                to,
                "live change refused: pipeline=" + request.getPipeline() + ", node="
                        + Datatype.printable(request.getNode()),
                () -> live(registry, Caller.current(), "Set", request.getPipeline())
                        .set(request.getNode(), request.getSettingsMap()),
                note -> SetResponse.newBuilder().setNote(note).build());
    }

    @Override
    public void trace(TraceRequest request, StreamObserver<TraceResponse> to) {
        Unary.answer(to, "Trace", request.getPipeline(), () -> {
            LiveGraph live = live(registry, Caller.current(), "Trace", request.getPipeline());
            try {
                return TraceResponse.newBuilder()
                        .setJson(live.trace(request.getFormat() == TraceRequest.Format.OTLP))
                        .build();
            } catch (UnsupportedOperationException e) {
                throw new RequestException(Status.Code.FAILED_PRECONDITION, String.valueOf(e.getMessage()));
            }
        });
    }

    /** Begins something that is done by the graph in its own time. */
    private interface Beginning {
        CompletionStage<String> begin() throws RequestException;
    }

    private static <T> void later(
            StreamObserver<T> to, String failed, Beginning beginning, Function<String, T> answer) {
        try {
            beginning.begin().whenComplete((result, failure) -> {
                if (failure == null) {
                    to.onNext(answer.apply(result));
                    to.onCompleted();
                } else {
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    to.onError(Status.ABORTED
                            .withDescription(failed + ", cause=" + cause.getMessage())
                            .asRuntimeException());
                }
            });
        } catch (RequestException e) {
            to.onError(e.status().asRuntimeException());
        } catch (IllegalArgumentException e) {
            to.onError(Status.INVALID_ARGUMENT
                    .withDescription(String.valueOf(e.getMessage()))
                    .asRuntimeException());
        } catch (UnsupportedOperationException e) {
            to.onError(Status.FAILED_PRECONDITION
                    .withDescription(String.valueOf(e.getMessage()))
                    .asRuntimeException());
        }
    }

    @Override
    public StreamObserver<SubscribeRequest> subscribe(StreamObserver<SubscribeResponse> to) {
        @Nullable String refusal = streams.enter();
        if (refusal != null) {
            return Unary.refused(to, Status.RESOURCE_EXHAUSTED.withDescription(refusal));
        }
        return new SubscribeSession(registry, limits, streams, (ServerCallStreamObserver<SubscribeResponse>) to);
    }

    @Override
    public StreamObserver<PublishRequest> publish(StreamObserver<PublishResponse> to) {
        @Nullable String refusal = streams.enter();
        if (refusal != null) {
            return Unary.refused(to, Status.RESOURCE_EXHAUSTED.withDescription(refusal));
        }
        return new PublishSession(registry, streams, (ServerCallStreamObserver<PublishResponse>) to);
    }

    private static Port port(io.millrace.api.operator.Port port) {
        return Port.newBuilder()
                .setName(port.name())
                .setSpec(port.spec().toString())
                .build();
    }

    private static Edge edge(LiveGraph.Books books) {
        return Edge.newBuilder()
                .setId(books.id())
                .setIn(books.in())
                .setOut(books.out())
                .setInFlight(books.inFlight())
                .putAllDropped(books.dropped())
                .build();
    }
}
