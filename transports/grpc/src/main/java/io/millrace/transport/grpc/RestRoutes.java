package io.millrace.transport.grpc;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.transport.grpc.inference.ModelConfigRequest;
import io.millrace.transport.grpc.inference.ModelConfigResponse;
import io.millrace.transport.grpc.inference.ModelInferRequest;
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
import io.millrace.transport.grpc.inference.ServerMetadataRequest;
import io.millrace.transport.grpc.inference.ServerMetadataResponse;
import io.millrace.transport.grpc.inference.ServerReadyRequest;
import io.millrace.transport.grpc.inference.ServerReadyResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * KServe v2's REST resources, answered by the gRPC service: permissions, checks and messages are one. Beside them {@code
 * /metrics} and {@code /healthz}.
 */
final class RestRoutes implements RestService {

    private static final String KNOWN =
            "/v2, /v2/health/live, /v2/health/ready, /v2/models/MODEL[/versions/1][/ready|/config"
                    + "|/stats|/infer], /v2/repository/index, /v2/repository/models/MODEL/load|unload, /metrics, /healthz";

    private final Registry registry;
    private final InferenceService service;
    private final Supplier<String> metrics;

    /** Takes an answer or a status. */
    private static final class Answered<T> implements StreamObserver<T> {

        private @Nullable T value;
        private @Nullable Throwable failure;

        @Override
        public void onNext(T answer) {
            value = answer;
        }

        @Override
        public void onError(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onCompleted() {
            // the answer is there
        }

        T value() throws RequestException {
            Throwable cause = failure;
            T answer = value;
            if (cause != null || answer == null) {
                Status status = cause == null ? Status.INTERNAL : Status.fromThrowable(cause);
                throw new RequestException(
                        status.getCode(), java.util.Objects.requireNonNullElse(status.getDescription(), "no answer"));
            }
            return answer;
        }
    }

    RestRoutes(Registry registry, InferenceService service, Supplier<String> metrics) {
        this.registry = registry;
        this.service = service;
        this.metrics = metrics;
    }

    /** Those who restart what is not well know no tokens. */
    @Override
    public boolean isOpen(RestCall call) {
        return call.path().equals(List.of("healthz"));
    }

    @Override
    public RestAnswer answer(RestCall call, Caller caller) {
        try {
            Callable<RestAnswer> route = () -> route(call);
            return Context.current().withValue(Caller.KEY, caller).call(route);
        } catch (RequestException e) {
            return RestAnswer.error(e.status());
        } catch (Exception e) {
            return RestAnswer.unexpected(call, e);
        }
    }

    private RestAnswer route(RestCall call) throws RequestException {
        return switch (call.part(0)) {
            case "healthz" -> healthz(call);
            case "metrics" -> metrics(call);
            case "v2" -> v2(call);
            default -> unknown(call);
        };
    }

    private RestAnswer healthz(RestCall call) throws RequestException {
        expect(call, "GET", 1);
        boolean well = registry.all().stream().allMatch(Registry.Entry::isAvailable);
        return RestAnswer.text(well ? 200 : 503, "text/plain; charset=utf-8", well ? "ready\n" : "not ready\n");
    }

    private RestAnswer metrics(RestCall call) throws RequestException {
        expect(call, "GET", 1);
        if (!Caller.current().mayEver("Metrics")) {
            Caller.current().require("Metrics", "");
        }
        return RestAnswer.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
    }

    private RestAnswer v2(RestCall call) throws RequestException {
        return switch (call.part(1)) {
            case "" -> {
                expect(call, "GET", call.path().size());
                yield RestAnswer.json(
                        200,
                        RestAnswer.map(RestRoutes.<ServerMetadataResponse>ask(
                                to -> service.serverMetadata(ServerMetadataRequest.getDefaultInstance(), to))));
            }
            case "health" -> health(call);
            case "models" -> models(call);
            case "repository" -> repository(call);
            default -> unknown(call);
        };
    }

    private RestAnswer health(RestCall call) throws RequestException {
        expect(call, "GET", 3);
        if (call.part(2).equals("live")) {
            return RestAnswer.json(200, Map.of("live", true));
        }
        if (!call.part(2).equals("ready")) {
            return unknown(call);
        }
        ServerReadyResponse ready = ask(to -> service.serverReady(ServerReadyRequest.getDefaultInstance(), to));
        return RestAnswer.json(ready.getReady() ? 200 : 503, Map.of("ready", ready.getReady()));
    }

    private RestAnswer models(RestCall call) throws RequestException {
        String model = call.part(2);
        boolean versioned = call.part(3).equals("versions");
        String version = versioned ? call.part(4) : "";
        int at = versioned ? 5 : 3;
        String verb = call.part(at);
        boolean post = verb.equals("infer");
        expect(call, post ? "POST" : "GET", at + (verb.isEmpty() ? 0 : 1));
        return switch (verb) {
            case "" -> model.equals("stats") ? statistics("", "") : metadata(model, version);
            case "ready" -> {
                ModelReadyResponse ready = ask(to -> service.modelReady(
                        ModelReadyRequest.newBuilder()
                                .setName(model)
                                .setVersion(version)
                                .build(),
                        to));
                yield RestAnswer.json(ready.getReady() ? 200 : 503, Map.of("name", model, "ready", ready.getReady()));
            }
            case "config" -> {
                ModelConfigResponse config = ask(to -> service.modelConfig(
                        ModelConfigRequest.newBuilder()
                                .setName(model)
                                .setVersion(version)
                                .build(),
                        to));
                yield RestAnswer.json(200, RestAnswer.map(config.getConfig()));
            }
            case "stats" -> statistics(model, version);
            case "infer" -> infer(call, model, version);
            default -> unknown(call);
        };
    }

    private RestAnswer metadata(String model, String version) throws RequestException {
        return RestAnswer.json(
                200,
                RestAnswer.map(RestRoutes.<ModelMetadataResponse>ask(to -> service.modelMetadata(
                        ModelMetadataRequest.newBuilder()
                                .setName(model)
                                .setVersion(version)
                                .build(),
                        to))));
    }

    private RestAnswer statistics(String model, String version) throws RequestException {
        return RestAnswer.json(
                200,
                RestAnswer.map(RestRoutes.<ModelStatisticsResponse>ask(to -> service.modelStatistics(
                        ModelStatisticsRequest.newBuilder()
                                .setName(model)
                                .setVersion(version)
                                .build(),
                        to))));
    }

    private RestAnswer infer(RestCall call, String model, String version) throws RequestException {
        Caller.current().require("ModelInfer", model);
        RestRequest request = RestRequest.read(call.body(), call.jsonBytes());
        ModelInferRequest message = request.message(model, version);
        return RestAnswer.of(service.infer(message, () -> false, true), request);
    }

    private RestAnswer repository(RestCall call) throws RequestException {
        if (call.part(2).equals("index")) {
            expect(call, "POST", 3);
            RepositoryIndexResponse index =
                    ask(to -> service.repositoryIndex(RepositoryIndexRequest.getDefaultInstance(), to));
            return RestAnswer.json(
                    200, index.getModelsList().stream().map(RestAnswer::map).toList());
        }
        String model = call.part(3);
        if (!call.part(2).equals("models") || model.isEmpty()) {
            return unknown(call);
        }
        expect(call, "POST", 5);
        switch (call.part(4)) {
            case "load" ->
                RestRoutes.<RepositoryModelLoadResponse>ask(to -> service.repositoryModelLoad(
                        RepositoryModelLoadRequest.newBuilder()
                                .setModelName(model)
                                .build(),
                        to));
            case "unload" ->
                RestRoutes.<RepositoryModelUnloadResponse>ask(to -> service.repositoryModelUnload(
                        RepositoryModelUnloadRequest.newBuilder()
                                .setModelName(model)
                                .build(),
                        to));
            default -> {
                return unknown(call);
            }
        }
        return RestAnswer.json(200, Map.of());
    }

    private static <T extends Message> T ask(Consumer<StreamObserver<T>> question) throws RequestException {
        Answered<T> answered = new Answered<>();
        question.accept(answered);
        return answered.value();
    }

    private static void expect(RestCall call, String method, int parts) throws RequestException {
        if (call.path().size() > parts) {
            throw new RequestException(Status.Code.NOT_FOUND, reason(call));
        }
        if (!call.is(method)) {
            throw new RequestException(
                    Status.Code.UNIMPLEMENTED,
                    "method is not known here: method=" + Datatype.printable(call.method()) + ", path=/"
                            + Datatype.printable(String.join("/", call.path())) + " (expected " + method + ")");
        }
    }

    private static RestAnswer unknown(RestCall call) {
        return RestAnswer.error(404, reason(call));
    }

    private static String reason(RestCall call) {
        return "no such resource: path=/" + Datatype.printable(String.join("/", call.path())) + " (expected one of "
                + KNOWN + ")";
    }
}
