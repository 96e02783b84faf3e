package io.millrace.serving;

import static io.millrace.serving.Talk.flag;
import static io.millrace.serving.Talk.number;
import static io.millrace.serving.Talk.request;
import static io.millrace.serving.Talk.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.millrace.transport.grpc.inference.InferTensorContents;
import io.millrace.transport.grpc.inference.ModelConfigRequest;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelMetadataRequest;
import io.millrace.transport.grpc.inference.ModelReadyRequest;
import io.millrace.transport.grpc.inference.ModelStatisticsRequest;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import io.millrace.transport.grpc.inference.RepositoryIndexRequest;
import io.millrace.transport.grpc.inference.RepositoryModelLoadRequest;
import io.millrace.transport.grpc.inference.RepositoryModelUnloadRequest;
import io.millrace.transport.grpc.inference.ServerMetadataRequest;
import io.millrace.transport.grpc.inference.SystemSharedMemoryStatusRequest;
import io.millrace.transport.grpc.inference.TraceSettingRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InferenceTest {

    private static Served served;
    private static GRPCInferenceServiceBlockingStub stub;

    @BeforeAll
    static void start() throws Exception {
        served = Served.start();
        stub = GRPCInferenceServiceGrpc.newBlockingStub(served.channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        served.close();
    }

    private static Talk talk() {
        return new Talk(served.channel);
    }

    @Test
    void twoStreamsNeverSeeEachOthersState() throws Exception {
        Talk one = talk();
        Talk other = talk();
        for (int k = 1; k <= 50; k++) {
            one.say(request("sums", "values", 1, 10));
            other.say(request("sums", "values", 100, 1000));
            assertThat(one.hearValues()).containsExactly(k, 10 * k);
            assertThat(other.hearValues()).containsExactly(100 * k, 1000 * k);
        }
        one.done();
        assertThat(one.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("completed");
        other.say(request("sums", "values", 0, 0));
        assertThat(other.hearValues()).containsExactly(5000, 50000);
        other.done();
        assertThat(talk().say(request("sums", "values", 7, 7)).hearValues()).containsExactly(7, 7);
    }

    @Test
    void errorInARequestKeepsTheStreamOpenAndTheStateUntouched() throws Exception {
        Talk talk = talk();
        talk.say(request("sums", "values", 1, 1));
        assertThat(talk.hearValues()).containsExactly(1, 1);
        talk.say(request("sums", "values", 1, 1, 1).setId("bad"));
        ModelStreamInferResponse refused = talk.hear();
        assertThat(refused.getErrorMessage())
                .isEqualTo("shape does not fit the input: input=values, shape=[3] (expected [value=2])");
        assertThat(refused.getInferResponse().getId()).isEqualTo("bad");
        talk.say(request("sums", "vals", 1, 1));
        assertThat(talk.hear().getErrorMessage()).isEqualTo("no such input: input=vals (expected one of [values])");
        talk.say(request("other", "values", 1, 1));
        assertThat(talk.hear().getErrorMessage()).isEqualTo("no such model: model=other (expected one of [sums])");
        talk.say(request("sums", "values", 2, 2));
        assertThat(talk.hearValues()).containsExactly(3, 3);
        talk.done();
    }

    @Test
    void sequencesOfAStreamAreApart() throws Exception {
        Talk talk = talk();
        talk.say(request("sums", "values", 1, 1).putParameters("sequence_id", number(7)));
        assertThat(talk.hear().getErrorMessage())
                .isEqualTo("sequence has not begun: model=sums, sequence_id=7 (expected sequence_start=true on its"
                        + " first request)");
        for (int k = 1; k <= 3; k++) {
            talk.say(request("sums", "values", 1, 1)
                    .putParameters("sequence_id", number(7))
                    .putParameters("sequence_start", flag(k == 1))
                    .putParameters("sequence_end", flag(k == 3)));
            talk.say(request("sums", "values", 10, 10)
                    .putParameters("sequence_id", text("b"))
                    .putParameters("sequence_start", flag(k == 1)));
            assertThat(talk.hearValues()).containsExactly(k, k);
            assertThat(talk.hearValues()).containsExactly(10 * k, 10 * k);
        }
        talk.say(request("sums", "values", 1, 1).putParameters("sequence_id", number(7)));
        assertThat(talk.hear().getErrorMessage()).startsWith("sequence has not begun");
        talk.say(request("sums", "values", 1, 1)
                .putParameters("sequence_id", text("b"))
                .putParameters("sequence_start", flag(true)));
        assertThat(talk.hearValues()).containsExactly(1, 1);
        talk.done();
    }

    @Test
    void timestampsTravelBothWays() throws Exception {
        Talk talk = talk();
        talk.say(request("sums", "values", 1, 1).putParameters("OVMS_MP_TIMESTAMP", number(1_000_000)));
        ModelInferResponse response = talk.hear().getInferResponse();
        assertThat(response.getParametersOrThrow("OVMS_MP_TIMESTAMP").getInt64Param())
                .isEqualTo(1_000_000);
        assertThat(response.getParametersOrThrow("timestamp_ns").getInt64Param())
                .isEqualTo(1_000_000_000L);
        assertThat(response.getParametersOrThrow("provenance").getStringParam()).isEqualTo("real");
        // Without one, time goes on at the nominal rate: 10 Hz.
        talk.say(request("sums", "values", 1, 1).putParameters("provenance", text("simulated")));
        response = talk.hear().getInferResponse();
        assertThat(response.getParametersOrThrow("OVMS_MP_TIMESTAMP").getInt64Param())
                .isEqualTo(1_100_000);
        assertThat(response.getParametersOrThrow("provenance").getStringParam()).isEqualTo("simulated");
        talk.done();
    }

    @Test
    void firstMessageStatesSettingsOfTheStreamsInstance() throws Exception {
        Talk talk = talk();
        talk.say(request("sums", "values", 1, 1).putParameters("total.copies", number(3)));
        assertThat(talk.hearValues()).containsExactly(1, 1);
        assertThat(talk.hearValues()).containsExactly(1, 1);
        assertThat(talk.hearValues()).containsExactly(1, 1);
        talk.done();
        assertThat(talk().say(request("sums", "values", 1, 1).putParameters("total.gain", text("../../etc")))
                        .hear()
                        .getErrorMessage())
                .contains("value not allowed from a client: parameter=total.gain, value=../../etc (expected a number, a"
                        + " quantity or a word)");
        assertThat(talk().say(request("sums", "values", 1, 1).putParameters("total.copies", number(99)))
                        .hear()
                        .getErrorMessage())
                .contains("copies");
    }

    @Test
    void decoupledResponsesAndTheFinalFlag() throws Exception {
        Talk talk = talk();
        for (int copies : new int[] {2, 0, 1}) {
            talk.say(request("sums", "values", 1, 1)
                    .setId("r" + copies)
                    .putParameters("sequence_id", number(copies + 1))
                    .putParameters("sequence_start", flag(true))
                    .putParameters("total.copies", number(copies))
                    .putParameters("triton_enable_empty_final_response", flag(true)));
        }
        List<Integer> outputs = List.of(1, 1, 0, 1);
        List<Boolean> last = List.of(false, true, true, true);
        for (int i = 0; i < 4; i++) {
            ModelInferResponse response = talk.hear().getInferResponse();
            assertThat(response.getOutputsCount()).isEqualTo(outputs.get(i));
            assertThat(response.getParametersOrThrow("triton_final_response").getBoolParam())
                    .isEqualTo(last.get(i));
        }
        talk.done();
    }

    @Test
    void unaryRequestsAreFreshUnlessTheyNameASequence() {
        for (int k = 0; k < 2; k++) {
            ModelInferResponse response =
                    stub.modelInfer(request("sums", "values", 3, 4).setId("x").build());
            assertThat(Talk.floats(response, 0)).containsExactly(3, 4);
            assertThat(response.getId()).isEqualTo("x");
        }
        for (int k = 1; k <= 2; k++) {
            ModelInferResponse response = stub.modelInfer(request("sums", "values", 3, 4)
                    .putParameters("sequence_id", number(5))
                    .putParameters("sequence_start", flag(k == 1))
                    .putParameters("sequence_end", flag(k == 2))
                    .build());
            assertThat(Talk.floats(response, 0)).containsExactly(3 * k, 4 * k);
        }
        assertThatThrownBy(() -> stub.modelInfer(request("sums", "values", 3, 4)
                        .putParameters("total.copies", number(2))
                        .build()))
                .hasMessage("FAILED_PRECONDITION: request has several responses: model=sums, responses=2 (expected one:"
                        + " use ModelStreamInfer)");
    }

    @Test
    void typedRequestsGetTypedAnswers() {
        ModelInferResponse response = stub.modelInfer(ModelInferRequest.newBuilder()
                .setModelName("sums")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("values")
                        .setDatatype("FP32")
                        .addShape(2)
                        .setContents(InferTensorContents.newBuilder()
                                .addFp32Contents(1.5f)
                                .addFp32Contents(2.5f)))
                .build());
        assertThat(response.getRawOutputContentsCount()).isZero();
        assertThat(response.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(1.5f, 2.5f);
    }

    @Test
    void wantedOutputsAndTheirDatatype() {
        ModelInferResponse response = stub.modelInfer(request("sums", "values", 1, 2)
                .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                        .setName("total")
                        .putParameters("datatype", text("BF16")))
                .build());
        assertThat(response.getOutputs(0).getDatatype()).isEqualTo("BF16");
        assertThat(response.getRawOutputContents(0).toByteArray()).containsExactly(0x80, 0x3f, 0, 0x40);
        assertThatThrownBy(() -> stub.modelInfer(request("sums", "values", 1, 2)
                        .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                                .setName("totals"))
                        .build()))
                .hasMessage("INVALID_ARGUMENT: no such output: output=totals (expected one of [total])");
    }

    @Test
    void describesItself() {
        assertThat(stub.serverMetadata(ServerMetadataRequest.getDefaultInstance())
                        .getExtensionsList())
                .contains("sequence", "sequence(string_id)", "statistics");
        var metadata = stub.modelMetadata(
                ModelMetadataRequest.newBuilder().setName("sums").build());
        assertThat(metadata.getInputs(0).getName()).isEqualTo("values");
        assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP32");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(2L);
        assertThat(metadata.getOutputs(0).getName()).isEqualTo("total");
        var config = stub.modelConfig(
                        ModelConfigRequest.newBuilder().setName("sums").build())
                .getConfig();
        assertThat(config.getModelTransactionPolicy().getDecoupled()).isTrue();
        assertThat(config.getInput(0).getDimsList()).containsExactly(2L);
        assertThatThrownBy(() -> stub.modelMetadata(ModelMetadataRequest.newBuilder()
                        .setName("sums")
                        .setVersion("2")
                        .build()))
                .hasMessage("NOT_FOUND: no such version: model=sums, version=2 (expected 1 or none)");
    }

    @Test
    void whatIsNotOfferedSaysSo() {
        assertThatThrownBy(() -> stub.systemSharedMemoryStatus(SystemSharedMemoryStatusRequest.getDefaultInstance()))
                .hasMessageStartingWith("UNIMPLEMENTED: ");
        assertThatThrownBy(() -> stub.traceSetting(TraceSettingRequest.getDefaultInstance()))
                .hasMessageStartingWith("UNIMPLEMENTED: ");
    }

    @Test
    void countsRequests() throws Exception {
        try (Served own = Served.start()) {
            GRPCInferenceServiceBlockingStub there = GRPCInferenceServiceGrpc.newBlockingStub(own.channel);
            there.modelInfer(request("sums", "values", 3, 4).build());
            assertThatThrownBy(
                            () -> there.modelInfer(request("sums", "values", 3).build()))
                    .hasMessageStartingWith("INVALID_ARGUMENT");
            var stats = there.modelStatistics(
                            ModelStatisticsRequest.newBuilder().setName("sums").build())
                    .getModelStats(0);
            assertThat(stats.getInferenceStats().getSuccess().getCount()).isEqualTo(1);
            assertThat(stats.getInferenceStats().getSuccess().getNs()).isPositive();
            assertThat(stats.getInferenceStats().getFail().getCount()).isEqualTo(1);
        }
    }

    @Test
    void unloadedModelsAnswerUnavailableAndHealthFollows() throws Exception {
        try (Served own = Served.start()) {
            GRPCInferenceServiceBlockingStub there = GRPCInferenceServiceGrpc.newBlockingStub(own.channel);
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(own.channel);
            HealthCheckRequest about =
                    HealthCheckRequest.newBuilder().setService("sums").build();
            var watch = health.watch(about);
            assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
            there.repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder()
                    .setModelName("sums")
                    .build());
            assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(there.modelReady(ModelReadyRequest.newBuilder()
                                    .setName("sums")
                                    .build())
                            .getReady())
                    .isFalse();
            assertThatThrownBy(() ->
                            there.modelInfer(request("sums", "values", 3, 4).build()))
                    .hasMessage("UNAVAILABLE: model is unloaded: model=sums (expected RepositoryModelLoad first)");
            assertThat(there.repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                            .getModels(0)
                            .getState())
                    .isEqualTo("UNAVAILABLE");
            there.repositoryModelLoad(
                    RepositoryModelLoadRequest.newBuilder().setModelName("sums").build());
            assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        }
    }
}
