package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Port;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a model before it runs, and what is refused. */
class OnnxContractTest {

    private static StreamSpec f32(int... extents) {
        return tensor(ElementType.F32, extents);
    }

    private static StreamSpec tensor(ElementType type, int... extents) {
        Axis[] axes = new Axis[extents.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = Axis.of("a" + i, extents[i]);
        }
        return StreamSpec.tensor(type, axes);
    }

    private static Contract contract(OnnxSettings settings, StreamSpec stream) {
        Problems problems = new Problems();
        Contract contract = ModelNode.contract(settings, Map.of("in", stream), ModelNode.profile("cpu"), problems);
        assertThat(problems.sorted()).isEmpty();
        return contract;
    }

    private static String outputs(Contract contract) {
        return contract.outputs().stream()
                .map(p -> p.name() + " " + p.spec())
                .toList()
                .toString();
    }

    private static List<String> problems(
            Map<String, StreamSpec> streams, DeviceProfile profile, OnnxSettings settings) {
        Problems problems = new Problems();
        ModelNode.contract(settings, streams, profile, problems);
        return problems.sorted().stream().map(Problem::message).toList();
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Operator.class).stream().map(p -> p.get().name()))
                .contains("onnx");
    }

    @Test
    void everySettingButTheModelHasADefault() {
        Problems problems = new Problems();
        ConfigValue.Mapping written = new ConfigValue.Mapping(
                Map.of("model", new ConfigValue.Scalar("a.onnx", Location.BUILDER)), Location.BUILDER);
        assertThat(Settings.bind(OnnxSettings.class, written, problems)).isEqualTo(OnnxSettings.of(Path.of("a.onnx")));
        assertThat(problems.sorted()).isEmpty();
    }

    @Test
    void keepsRateAndClockAndTakesShapeFromTheModel() {
        Contract contract = contract(
                ModelNode.model("gemm"),
                f32(4).withRateHz(50).withClockDomain("csi").withUnit("V"));
        assertThat(outputs(contract)).isEqualTo("[out f32[label=2] 50 Hz, clock=csi]");
        assertThat(contract.delayNanos()).isZero();
        assertThat(contract.drops()).containsExactly(OnnxOperator.NON_FINITE);
    }

    @Test
    void leadingAxesOfOneMayBeLeftOutAndAreThenLeftOutOfTheOutputs() {
        assertThat(outputs(contract(ModelNode.model("gemm"), f32(1, 4)))).isEqualTo("[out f32[axis-0=1, label=2]]");
        assertThat(outputs(contract(ModelNode.model("gru"), f32(4)))).isEqualTo("[out f32[axis-0=8]]");
        assertThat(outputs(contract(ModelNode.model("gru"), f32(1, 1, 4)))).isEqualTo("[out f32[axis-0=1, axis-1=8]]");
    }

    @Test
    void severalOutputsAreNamedAfterTheModel() {
        assertThat(outputs(contract(ModelNode.model("two"), f32(2, 3))))
                .isEqualTo("[double-0 f32[axis-0=2, axis-1=3], total f32[]]");
    }

    @Test
    void openShapesAreFoundByATrialRun() {
        assertThat(outputs(contract(ModelNode.model("symbolic"), f32(5, 7))))
                .isEqualTo("[same f32[batch=5, time=7], sum f32[batch=5], extent i64[axis-0=2]]");
        assertThat(outputs(contract(ModelNode.model("symbolic"), f32(7))))
                .isEqualTo("[same f32[time=7], sum f32[batch=1], extent i64[axis-0=2]]");
    }

    @Test
    void outputNamesThatFallTogetherAreNumbered() {
        assertThat(PortNames.of(List.of("A.b", "a_B", "***"))).containsExactly("a-b", "a-b-1", "output-2");
        assertThat(PortNames.of(List.of("whatever"))).containsExactly(Port.OUT);
    }

    @Test
    void stateBytesAreThoseOfEveryPinnedTensor() {
        // x 4, out 8, two h of 8 floats each.
        assertThat(contract(ModelNode.model("gru"), f32(4)).stateBytes()).isEqualTo(4 * (4 + 8 + 8 + 8));
    }

    @Test
    void countsMultiplyAccumulates() {
        assertThat(contract(ModelNode.model("gemm"), f32(4)).macsPerFrame()).isEqualTo(4 * 2);
        assertThat(contract(ModelNode.model("gru"), f32(4)).macsPerFrame()).isEqualTo(3 * 8 * (4 + 8));
        // 3 channels x 10 places x 2x5 weights, then depth-wise 3 x 8 x 3.
        assertThat(contract(ModelNode.model("conv"), f32(2, 20)).macsPerFrame()).isEqualTo(300 + 72);
        assertThat(contract(ModelNode.model("add"), f32(3)).macsPerFrame()).isZero();
    }

    @Test
    void integersAreNeverDropped() {
        assertThat(contract(ModelNode.model("int32"), tensor(ElementType.I32, 3))
                        .drops())
                .isEmpty();
        assertThat(contract(ModelNode.model("gemm").withCheckFinite(false), f32(4))
                        .drops())
                .isEmpty();
    }

    @Test
    void refusesAStreamOfAnotherShape() {
        assertThat(ModelNode.problems(ModelNode.model("gemm"), f32(5)))
                .containsExactly("stream does not fit the model: node=node, input=in, model-input=x,"
                        + " stream=f32[a0=5] (expected f32[1, 4], fixed; leading axes of 1 may be left out)");
        assertThat(ModelNode.problems(ModelNode.model("gemm"), f32(2, 4))).hasSize(1);
        assertThat(ModelNode.problems(ModelNode.model("gemm"), f32(1, 1, 4))).hasSize(1);
    }

    @Test
    void refusesAStreamOfAnotherType() {
        assertThat(ModelNode.problems(ModelNode.model("gemm"), tensor(ElementType.U8, 4)))
                .containsExactly("stream does not fit the model: node=node, input=in, model-input=x,"
                        + " stream=u8[a0=4] (expected f32[1, 4], fixed; leading axes of 1 may be left out)");
        assertThat(ModelNode.problems(ModelNode.model("gemm"), StreamSpec.events()))
                .containsExactly("model cannot take this stream: node=node, input=in, stream=events"
                        + " (expected tensors, or bundles of tensors)");
    }

    @Test
    void refusesAStreamThatChangesItsShape() {
        assertThat(ModelNode.problems(
                        ModelNode.model("symbolic"), StreamSpec.tensor(ElementType.F32, Axis.dynamic("n"))))
                .containsExactly("stream does not fit the model: node=node, input=in, model-input=x,"
                        + " stream=f32[n=?] (expected f32[batch, time], fixed; leading axes of 1 may be left out)");
    }

    @Test
    void refusesAStreamAgainstTheSizesGiven() {
        assertThat(ModelNode.problems(ModelNode.model("symbolic").withDims("time=8"), f32(7)))
                .containsExactly("stream does not fit the model: node=node, input=in, model-input=x,"
                        + " stream=f32[a0=7], dims={time=8, batch=1}"
                        + " (expected f32[batch, time], fixed; leading axes of 1 may be left out)");
    }

    @Test
    void refusesInputsThatNothingFeeds() {
        assertThat(ModelNode.problems(ModelNode.model("int64"), tensor(ElementType.I64, 2)))
                .containsExactly("model has several inputs for one stream: node=node, input=in,"
                        + " model-inputs=[x, bias] (expected constants or state for all but one,"
                        + " or bundles with these parts)");
        assertThat(ModelNode.problems(ModelNode.model("concat"), StreamSpec.bundle(Map.of("left", f32(2)))))
                .containsExactly("input of the model is not fed: node=node, model-input=right_side, parts=[left]"
                        + " (expected a part of this name, a constant or a state)");
    }

    @Test
    void refusesInputsFedTwice() {
        OnnxSettings settings = ModelNode.model("int64").withConstants("bias=1");
        assertThat(problems(Map.of("bias", tensor(ElementType.I64, 2)), ModelNode.profile("cpu"), settings))
                .containsExactly("input of the model is fed twice: node=node, model-input=bias"
                        + " (expected one constant, state or stream)");
        assertThat(ModelNode.problems(settings.withConstants("x=1", "bias=1"), tensor(ElementType.I64, 2)))
                .containsExactly("no input of the model is left for the stream: node=node, input=in,"
                        + " model-inputs=[x, bias] (expected one that is neither constant nor state)");
    }

    @Test
    void refusesStreamsThatAreNotAligned() {
        Map<String, StreamSpec> two = new LinkedHashMap<>();
        two.put("left", f32(2));
        two.put("right_side", f32(3));
        assertThat(problems(two, ModelNode.profile("cpu"), ModelNode.model("concat")))
                .contains("streams of a model are not aligned: node=node, inputs=[left, right_side]"
                        + " (expected one stream; several are joined to bundles whose parts are named after the"
                        + " model's inputs)");
    }

    @Test
    void refusesSettingsThatTheModelDoesNotKnow() {
        OnnxSettings settings = ModelNode.model("gru")
                .withState("past_h->present")
                .withConstants("sr=16000", "x")
                .withDims("batch=1");
        assertThat(ModelNode.problems(settings, f32(4)))
                .contains(
                        "model has no such name: node=node, dims=batch=1, names=[] (expected one of these)",
                        "model has no such name: node=node, constants=sr=16000, names=[x, past_h]"
                                + " (expected one of these)",
                        "setting not understood: node=node, constants=x (expected name=number)",
                        "model has no such state: node=node, state=past_h->present"
                                + " (expected one of [x, past_h] -> one of [out, present_h])");
        assertThat(ModelNode.problems(ModelNode.model("gru").withState("past_h"), f32(4)))
                .contains("setting not understood: node=node, state=past_h (expected input->output)");
    }

    @Test
    void refusesConstantsAndSizesOutOfRange() {
        assertThat(ModelNode.problems(ModelNode.model("int64").withConstants("bias=0.5"), tensor(ElementType.I64, 2)))
                .containsExactly("constant does not fit its type: node=node, model-input=bias, constant=0.5"
                        + " (expected a value of i64)");
        assertThat(ModelNode.problems(ModelNode.model("symbolic").withDims("batch=0"), f32(7)))
                .contains("size of an axis out of range: node=node, dims=batch=0.0"
                        + " (expected a whole number, at least 1)");
    }

    @Test
    void refusesAStateThatGrows() {
        assertThat(ModelNode.problems(ModelNode.model("growing"), f32(1)))
                .containsExactly("size of an axis is not known: node=node, model-input=past_k, type=f32[past],"
                        + " axis=past (expected dims: [past=...])");
        assertThat(ModelNode.problems(ModelNode.model("growing").withDims("past=4"), f32(1)))
                .containsExactly("state changes its shape: node=node, state=past_k->present_k, from=[4], to=[5]"
                        + " (expected equal shapes; dims fixes named axes)");
    }

    @Test
    void refusesAStateOfAnotherType() {
        assertThat(ModelNode.problems(ModelNode.model("gru").withState("past_h->out"), f32(4)))
                .containsExactly("state changes its type: node=node, state=past_h->out, from=f32[1, 8]"
                        + " (expected f32[1, 1, 8])");
    }

    @Test
    void refusesTypesThatFramesCannotCarry() {
        assertThat(ModelNode.problems(ModelNode.model("text"), f32(1)))
                .containsExactly(
                        "type of the model cannot be carried by frames: node=node, model-port=x, type=string[1]"
                                + " (expected one of f32, f64, i8, u8, i16, i32, i64, bool)",
                        "type of the model cannot be carried by frames: node=node, model-port=y, type=string[1]"
                                + " (expected one of f32, f64, i8, u8, i16, i32, i64, bool)");
    }

    @Test
    void refusesAMissingFile() {
        assertThat(ModelNode.problems(OnnxSettings.of(Path.of("nowhere.onnx")), f32(1)))
                .containsExactly("model file cannot be read: node=node, model=nowhere.onnx"
                        + " (expected a file in ONNX format)");
    }

    @Test
    void refusesAFileThatIsNoModel(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("not.onnx"), "hello");
        assertThat(ModelNode.problems(OnnxSettings.of(file), f32(1)))
                .singleElement()
                .asString()
                .startsWith("model cannot be used: node=node, model=" + file + ", error=")
                .endsWith("(expected a model that runs)")
                .doesNotContain("\n");
        assertThat(NativeHandles.liveSessions()).isZero();
    }

    @Test
    void aFileWrittenOverIsAnotherModel(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("model.onnx");
        Files.copy(ModelNode.model("gemm").model(), file);
        assertThat(outputs(contract(OnnxSettings.of(file), f32(4)))).isEqualTo("[out f32[label=2]]");
        Files.delete(file);
        Files.copy(ModelNode.model("add").model(), file);
        assertThat(outputs(contract(OnnxSettings.of(file), f32(3)))).isEqualTo("[out f32[axis-0=3]]");
    }

    @Test
    void readsAModelOnceHoweverOftenItIsAskedFor(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("model.onnx");
        Files.copy(ModelNode.model("gemm").model(), file);
        contract(OnnxSettings.of(file), f32(4));
        long before = NativeHandles.sessionsMade();
        contract(OnnxSettings.of(file), f32(4));
        assertThat(NativeHandles.sessionsMade()).isEqualTo(before);
    }

    @Test
    void refusesExecutionProvidersThatAreNotThere() {
        assertThat(ModelNode.problems(ModelNode.model("gemm").withProviders("cuda", "cpu"), f32(4)))
                .containsExactly("execution provider is not in this build: node=node, provider=cuda,"
                        + " available=[cpu] (expected one of cpu)");
    }

    @Test
    void takesExecutionProvidersFromTheProfile() {
        assertThat(problems(Map.of("in", f32(4)), ModelNode.profile("xnnpack", "cpu"), ModelNode.model("gemm")))
                .containsExactly("execution provider is not in this build: node=node, provider=xnnpack,"
                        + " available=[cpu] (expected one of cpu)");
        assertThat(problems(
                        Map.of("in", f32(4)),
                        ModelNode.profile("xnnpack", "cpu"),
                        ModelNode.model("gemm").withProviders("cpu")))
                .isEmpty();
        assertThat(problems(Map.of("in", f32(4)), ModelNode.profile(), ModelNode.model("gemm")))
                .isEmpty();
    }
}
