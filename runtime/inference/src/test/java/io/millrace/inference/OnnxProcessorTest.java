package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What models answer. Goldens are printed by operators/reference/onnx_models.py: numpy in float64, from the definitions
 * of the ONNX operators. The tolerance of 2e-6 is some ten roundings of single precision below 1.
 */
class OnnxProcessorTest {

    private static final double TOLERANCE = 2e-6;
    private static final StreamSpec FOUR = StreamSpec.tensor(ElementType.F32, Axis.of("value", 4));
    private static final StreamSpec ONE = StreamSpec.tensor(ElementType.F32, Axis.of("value", 1));

    private static Tensor floats(float... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static Tensor step(int t) {
        float[] x = new float[4];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(0.5 * (i + 4 * t));
        }
        return floats(x);
    }

    private static void assertClose(float[] found, double... expected) {
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as("element " + i).isCloseTo(expected[i], within(TOLERANCE));
        }
    }

    private static byte[] snapshot(ModelNode node) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        node.processor.snapshot(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(ModelNode node, byte[] bytes) throws IOException {
        node.processor.restore(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void computesADenseLayer() {
        try (ModelNode node = new ModelNode(ModelNode.model("gemm"), FOUR)) {
            assertClose(node.run(floats(1, -2, 0.5f, 3)).floats(), 0.7695305049419403, 0.7846443951129913);
        }
    }

    @Test
    void carriesRecurrentStateFromFrameToFrame() {
        try (ModelNode node = new ModelNode(ModelNode.model("gru"), FOUR)) {
            assertClose(
                    node.run(step(0)).floats(),
                    -0.10659712539951226,
                    0.1894878441031338,
                    0.5491952377927626,
                    -0.5969633862638102,
                    -0.42445420935016315,
                    0.0669507434679003,
                    0.3892004635459038,
                    0.12925415490961953);
            node.run(step(1));
            node.run(step(2));
            node.run(step(3));
            assertClose(
                    node.run(step(4)).floats(),
                    -0.044179121150594275,
                    0.409245384955474,
                    0.8014965939693417,
                    -0.09122938692826951,
                    -0.6913002444339797,
                    -0.2382803657130011,
                    0.4599127548373443,
                    0.3407733114566351);
        }
    }

    @Test
    void writtenPairsDoTheSameAsTheNamingConvention() {
        try (ModelNode byName = new ModelNode(ModelNode.model("gru"), FOUR);
                ModelNode written = new ModelNode(ModelNode.model("gru").withState("past_h -> present_h"), FOUR)) {
            for (int t = 0; t < 4; t++) {
                assertThat(written.run(step(t))).isEqualTo(byName.run(step(t)));
            }
        }
    }

    @Test
    void resetForgetsTheState() {
        try (ModelNode node = new ModelNode(ModelNode.model("gru"), FOUR)) {
            Tensor fresh = node.run(step(0));
            assertThat(node.run(step(0))).isNotEqualTo(fresh);
            node.processor.reset();
            assertThat(node.run(step(0))).isEqualTo(fresh);
            node.processor.reset(); // after an odd number of turns, too
            assertThat(node.run(step(0))).isEqualTo(fresh);
        }
    }

    @Test
    void continuesBitIdenticallyFromASnapshot() throws IOException {
        for (int taken = 0; taken < 4; taken++) { // both tensors of the pair are current at some time
            try (ModelNode first = new ModelNode(ModelNode.model("gru"), FOUR);
                    ModelNode second = new ModelNode(ModelNode.model("gru"), FOUR)) {
                for (int t = 0; t < taken; t++) {
                    first.run(step(t));
                }
                second.run(step(9)); // what it held before must not matter
                restore(second, snapshot(first));
                for (int t = taken; t < taken + 5; t++) {
                    assertThat(second.run(step(t))).isEqualTo(first.run(step(t)));
                }
                assertThat(snapshot(second)).isEqualTo(snapshot(first));
            }
        }
    }

    @Test
    void refusesASnapshotOfAnotherModel() throws IOException {
        try (ModelNode gru = new ModelNode(ModelNode.model("gru"), FOUR);
                ModelNode gemm = new ModelNode(ModelNode.model("gemm"), FOUR)) {
            byte[] foreign = snapshot(gemm);
            assertThatThrownBy(() -> restore(gru, foreign))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("state is of another model: node=node, model=sha256:[0-9a-f]{12}"
                            + " \\(expected sha256:[0-9a-f]{12}\\)");
            gru.run(step(0));
            byte[] whole = snapshot(gru);
            byte[] before = snapshot(gru);
            byte[] cut = Arrays.copyOf(whole, whole.length - 1);
            assertThatThrownBy(() -> restore(gru, cut)).isInstanceOf(IOException.class);
            assertThat(snapshot(gru)).isEqualTo(before);
        }
    }

    @Test
    void emitsEveryOutput() {
        StreamSpec stream = StreamSpec.tensor(ElementType.F32, Axis.of("r", 2), Axis.of("c", 3));
        try (ModelNode node = new ModelNode(ModelNode.model("two"), stream)) {
            node.process(Tensor.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
            assertThat(node.emitted.get(0).get(0).payload())
                    .isEqualTo(Tensor.of(Shape.of(2, 3), new float[] {2, 4, 6, 8, 10, 12}));
            assertThat(node.emitted.get(1).get(0).payload()).isEqualTo(Tensor.of(Shape.of(), new float[] {21}));
        }
    }

    @Test
    void takesEveryElementType() {
        Shape three = Shape.of(3);
        List<Tensor> same = List.of(
                Tensor.ofBytes(ElementType.I8, three, new byte[] {-128, 0, 127}),
                Tensor.ofBytes(ElementType.U8, three, new byte[] {-1, 0, 1}),
                Tensor.of(three, new short[] {Short.MIN_VALUE, 0, Short.MAX_VALUE}),
                Tensor.of(three, new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE}));
        List<String> models = List.of("int8", "uint8", "int16", "int32");
        for (int i = 0; i < models.size(); i++) {
            StreamSpec stream = StreamSpec.tensor(same.get(i).type(), Axis.of("value", 3));
            try (ModelNode node = new ModelNode(ModelNode.model(models.get(i)), stream)) {
                assertThat(node.run(same.get(i))).isEqualTo(same.get(i));
            }
        }
        try (ModelNode node =
                new ModelNode(ModelNode.model("flags"), StreamSpec.tensor(ElementType.BOOL, Axis.of("value", 3)))) {
            assertThat(node.run(Tensor.ofBytes(ElementType.BOOL, three, new byte[] {0, 1, 0})))
                    .isEqualTo(Tensor.ofBytes(ElementType.BOOL, three, new byte[] {1, 0, 1}));
        }
    }

    @Test
    void keepsDoublePrecisionAndLongIntegers() {
        Shape two = Shape.of(2);
        try (ModelNode node =
                new ModelNode(ModelNode.model("double"), StreamSpec.tensor(ElementType.F64, Axis.of("value", 2)))) {
            double x = 1 + 0x1p-40;
            assertThat(node.run(Tensor.of(two, new double[] {x, -3})))
                    .isEqualTo(Tensor.of(two, new double[] {x * x, 9}));
        }
        try (ModelNode node = new ModelNode(
                ModelNode.model("int64").withConstants("bias=-5"),
                StreamSpec.tensor(ElementType.I64, Axis.of("value", 2)))) {
            assertThat(node.run(Tensor.of(two, new long[] {1L << 60, 5}))).isEqualTo(Tensor.of(two, new long[] {
                (1L << 60) - 5, 0
            }));
        }
    }

    @Test
    void feedsBundlesByTheNamesOfTheirParts() {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("right-side", StreamSpec.tensor(ElementType.F32, Axis.of("value", 3)));
        parts.put("unused", StreamSpec.events());
        parts.put("left", StreamSpec.tensor(ElementType.F32, Axis.of("value", 2)));
        try (ModelNode node = new ModelNode(ModelNode.model("concat"), StreamSpec.bundle(parts))) {
            Bundle bundle = Bundle.of(List.copyOf(parts.keySet()), floats(3, 4, 5), floats(), floats(1, 2));
            assertThat(node.run(bundle)).isEqualTo(floats(1, 2, 3, 4, 5));
        }
    }

    @Test
    void dropsNonFiniteAnswersAndKeepsTheState() {
        try (ModelNode node = new ModelNode(ModelNode.model("inverse"), ONE)) {
            assertThat(node.contract.outputs()).extracting("name").containsExactly("inverse", "total");
            node.process(floats(2));
            node.process(floats(0));
            node.process(floats(4));
            assertThat(node.dropped).containsExactly(OnnxOperator.NON_FINITE);
            assertThat(node.emitted.get(0)).extracting(Frame::payload).containsExactly(floats(0.5f), floats(0.25f));
            assertThat(node.emitted.get(1)).extracting(Frame::payload).containsExactly(floats(2), floats(6));
            assertThat(node.emitted.get(1)).extracting(Frame::sequence).containsExactly(0L, 2L);
        }
    }

    @Test
    void aRefusedAnswerDoesNotEnterTheState() throws IOException {
        try (ModelNode node = new ModelNode(ModelNode.model("inverse"), ONE)) {
            node.process(floats(2));
            byte[] before = snapshot(node);
            node.process(floats(0));
            assertThat(snapshot(node)).isEqualTo(before);
            node.process(floats(1));
            assertThat(snapshot(node)).isNotEqualTo(before);
        }
    }

    @Test
    void dropsFramesThatWouldPoisonTheState() {
        try (ModelNode node = new ModelNode(ModelNode.model("poison"), ONE)) {
            node.process(floats(1));
            assertThat(node.dropped).containsExactly(OnnxOperator.NON_FINITE);
            assertThat(node.emitted.get(0)).isEmpty();
        }
    }

    @Test
    void passesNonFiniteAnswersOnIfToldTo() {
        try (ModelNode node = new ModelNode(ModelNode.model("inverse").withCheckFinite(false), ONE)) {
            node.process(floats(0));
            assertThat(node.dropped).isEmpty();
            assertThat(node.emitted.get(0).get(0).payload()).isEqualTo(floats(Float.POSITIVE_INFINITY));
        }
    }

    @Test
    void keepsNumberAndTimesAndAddsTheModelToTheProvenance() {
        try (ModelNode node = new ModelNode(ModelNode.model("gemm"), FOUR)) {
            node.run(step(0));
            node.run(step(1));
            Frame second = node.emitted.get(0).get(1);
            assertThat(second.sequence()).isEqualTo(1);
            assertThat(second.timeNanos()).isEqualTo(1_000);
            assertThat(second.uncertaintyNanos()).isEqualTo(7);
            assertThat(second.arrivalNanos()).isEqualTo(1_003);
            assertThat(second.provenance().models()).singleElement().asString().matches("sha256:[0-9a-f]{12}");
            assertThat(second.provenance().sensors()).containsExactly("microphone");
            assertThat(second.provenance()).isSameAs(node.emitted.get(0).get(0).provenance());
            Provenance other = Provenance.of(Origin.REAL, "other");
            node.processor.process(0, ModelNode.frame(2, step(2)).withProvenance(other), node);
            assertThat(node.emitted.get(0).get(2).provenance().origin()).isEqualTo(Origin.REAL);
        }
    }

    @Test
    void emittedArraysAreNeverWrittenToAgain() {
        try (ModelNode node = new ModelNode(ModelNode.model("gemm"), FOUR)) {
            Tensor first = node.run(step(0));
            float[] copy = first.floats().clone();
            node.run(step(1));
            assertThat(first.floats()).isEqualTo(copy);
        }
    }

    @Test
    void failsWithAMessageWhenTheModelDoes() {
        try (ModelNode node = new ModelNode(ModelNode.model("counting"), FOUR)) {
            assertThat(node.contract.outputs().get(0).spec().shape()).isEqualTo(Shape.of(1, 0));
            assertThatThrownBy(() -> node.process(floats(0, 1, 0, 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("model failed: node=node, model=sha256:[0-9a-f]{12}, sequence=0, error=.*"
                            + " \\(expected outputs of the planned shapes\\)");
            node.process(floats(0, 0, 0, 0));
            assertThat(node.emitted.get(0)).hasSize(1);
        }
    }

    @Test
    void failsWithAMessageWhenTheFrameDoesNotFit() {
        try (ModelNode node = new ModelNode(ModelNode.model("gemm"), FOUR)) {
            assertThatThrownBy(() -> node.process(floats(1, 2, 3)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("frame does not fit the model: frame=F32[3] (expected F32[1, 4])");
            assertThat(node.run(step(0)).shape()).isEqualTo(Shape.of(2));
        }
    }

    @Test
    void refusesToOpenAgainstAnotherPlan() {
        OpenContext planned;
        try (ModelNode node = new ModelNode(ModelNode.model("gemm"), FOUR)) {
            planned = new OpenContext("node", List.of(FOUR), node.contract, ModelNode.profile("cpu"));
        }
        assertThatThrownBy(() -> new OnnxOperator().open(ModelNode.model("gru"), planned))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model is another one than planned with: node=node, model=");
        assertThatThrownBy(() -> new OnnxOperator().open(ModelNode.model("add"), planned))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("stream does not fit the model: node=node, input=in, model-input=x");
        assertThat(NativeHandles.liveSessions()).isZero();
        assertThat(NativeHandles.liveTensors()).isZero();
    }

    @Test
    void sameInputGivesSameBitsWhateverTheNumberOfThreads() {
        OnnxSettings one = ModelNode.model("gru");
        OnnxSettings two = new OnnxSettings(one.model(), List.of(), List.of(), List.of(), List.of(), 2, true);
        List<Tensor> answers = new ArrayList<>();
        for (OnnxSettings settings : List.of(one, two)) {
            try (ModelNode node = new ModelNode(settings, FOUR)) {
                for (int t = 0; t < 20; t++) {
                    node.run(step(t));
                }
                answers.add(node.run(step(20)));
            }
        }
        assertThat(answers.get(0)).isEqualTo(answers.get(1));
    }
}
