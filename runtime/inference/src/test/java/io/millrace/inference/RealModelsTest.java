package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.TestData;
import org.junit.jupiter.api.Test;

/**
 * Public models end to end. Goldens: onnxruntime 1.32.0 of PyPI, x86-64, one thread, same input ({@link #signal}), state
 * carried by hand. The tolerance of 1e-4 leaves room for another order of additions in another version or processor,
 * fed back through the state 50 times; with the state forgotten, the goldens are missed by 0.01 and more.
 */
class RealModelsTest {

    private static final double TOLERANCE = 1e-4;

    private static OnnxSettings model(String name) {
        return OnnxSettings.of(TestData.require("models").resolve(name));
    }

    private static StreamSpec f32(int... extents) {
        Axis[] axes = new Axis[extents.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = Axis.of("a" + i, extents[i]);
        }
        return StreamSpec.tensor(ElementType.F32, axes);
    }

    /** Block t of 0.3 sin(0.05 k) sin(0.0007 k). */
    private static float[] signal(int length, int t) {
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            double k = (double) length * t + i;
            x[i] = (float) (0.3 * Math.sin(0.05 * k) * Math.sin(0.0007 * k));
        }
        return x;
    }

    private static Tensor tensor(int length, int t) {
        return Tensor.of(Shape.of(length), signal(length, t));
    }

    private static void assertClose(double found, double expected) {
        assertThat(found).isCloseTo(expected, within(TOLERANCE));
    }

    private static double sum(Tensor tensor) {
        double sum = 0;
        for (float v : tensor.floats()) {
            sum += v;
        }
        return sum;
    }

    @Test
    void sileroHearsSpeechWithItsStateCarriedOn() {
        OnnxSettings settings =
                model("silero/silero_vad_v5.onnx").withState("state->stateN").withConstants("sr=16000");
        try (ModelNode node = new ModelNode(settings, f32(512).withRateHz(31.25))) {
            assertThat(node.contract.outputs()).hasSize(1);
            assertThat(node.contract.outputs().get(0).spec()).hasToString("f32[axis-0=1] 31.3 Hz");
            double[] answers = new double[50];
            for (int t = 0; t < answers.length; t++) {
                answers[t] = node.run(tensor(512, t)).floats()[0];
            }
            assertClose(answers[0], 0.07394570112228394);
            assertClose(answers[9], 0.13278785347938538);
            assertClose(answers[49], 0.05759003758430481);
            assertThat(node.contract.macsPerFrame()).isGreaterThan(500_000);
        }
    }

    @Test
    void sileroSixRunsAlike() {
        OnnxSettings settings =
                model("silero/silero_vad_v6.onnx").withState("state->stateN").withConstants("sr=16000");
        try (ModelNode node = new ModelNode(settings, f32(512))) {
            Tensor answer = node.run(tensor(512, 0));
            assertThat((double) answer.floats()[0]).isCloseTo(0.0005886554718017578, within(1e-6));
        }
    }

    @Test
    void sileroWithoutItsSettingsSaysWhatIsMissing() {
        assertThat(ModelNode.problems(model("silero/silero_vad_v5.onnx"), f32(512)))
                .containsExactly("model has several inputs for one stream: node=node, input=in,"
                        + " model-inputs=[input, state, sr] (expected constants or state for all but one,"
                        + " or bundles with these parts)");
    }

    @Test
    void dtlnMasksSpectraWithItsStateCarriedOn() {
        OnnxSettings settings = model("dtln/model_1.onnx").withState("input_3->tf_op_layer_stack_2");
        try (ModelNode node = new ModelNode(settings, f32(257))) {
            Tensor mask = tensor(257, 0);
            for (int t = 0; t < 50; t++) {
                float[] magnitude = signal(257, t);
                for (int i = 0; i < magnitude.length; i++) {
                    magnitude[i] = Math.abs(magnitude[i]);
                }
                mask = node.run(Tensor.of(Shape.of(257), magnitude));
            }
            assertThat(mask.shape()).isEqualTo(Shape.of(257));
            assertClose(mask.floats()[0], 0.9179672002792358);
            assertClose(mask.floats()[100], 0.4107094407081604);
            assertClose(mask.floats()[256], 0.07118144631385803);
            assertThat(sum(mask)).isCloseTo(77.97819519042969, within(257 * TOLERANCE));
            // Two LSTM of 128 on 257 and 128 inputs, and a dense layer to 257.
            assertThat(node.contract.macsPerFrame()).isEqualTo(4 * 128 * (257 + 128) + 4 * 128 * 256 + 128 * 257);
        }
    }

    @Test
    void dtlnFiltersBlocksWithItsStateCarriedOn() {
        OnnxSettings settings = model("dtln/model_2.onnx").withState("input_5->tf_op_layer_stack_5");
        try (ModelNode node = new ModelNode(settings, f32(512))) {
            Tensor block = tensor(512, 0);
            for (int t = 0; t < 50; t++) {
                block = node.run(tensor(512, t));
            }
            assertClose(block.floats()[0], 0.015652097761631012);
            assertClose(block.floats()[100], -0.03857272118330002);
            assertClose(block.floats()[511], 0.07365892827510834);
        }
    }

    @Test
    void ultraFaceHasTwoOutputs() {
        try (ModelNode node = new ModelNode(model("ultraface/version-RFB-320.onnx"), f32(3, 240, 320))) {
            node.process(Tensor.of(Shape.of(3, 240, 320), signal(3 * 240 * 320, 0)));
            assertThat(node.contract.outputs()).extracting("name").containsExactly("scores", "boxes");
            Tensor scores = node.emitted.get(0).get(0).tensor();
            Tensor boxes = node.emitted.get(1).get(0).tensor();
            assertThat(scores.shape()).isEqualTo(Shape.of(4420, 2));
            assertThat(boxes.shape()).isEqualTo(Shape.of(4420, 4));
            assertClose(scores.floats()[0], 0.9403071403503418);
            assertClose(scores.floats()[2 * 4419 + 1], 0.014203137718141079);
            assertClose(boxes.floats()[4 * 4419 + 2], 1.1712849140167236);
            assertThat(node.contract.macsPerFrame()).isEqualTo(100_418_560);
        }
    }

    @Test
    void aecmosAnswersInItsTrueShapeWhateverItsSignatureSays() {
        OnnxSettings settings = model("aecmos/Run_1663829550_Stage_0.onnx").withConstants("h0=0");
        try (ModelNode node = new ModelNode(settings, f32(3, 50, 160))) {
            Tensor scores = node.run(Tensor.of(Shape.of(3, 50, 160), signal(3 * 50 * 160, 0)));
            assertThat(scores.shape()).isEqualTo(Shape.of(4));
            assertClose(scores.floats()[0], 4.318533897399902);
            assertClose(scores.floats()[1], 4.97758674621582);
            assertClose(scores.floats()[2], 0.0025781989097595215);
            assertClose(scores.floats()[3], 0.9987829327583313);
        }
    }

    @Test
    void mnistRuns() {
        try (ModelNode node = new ModelNode(model("misc/mnist.onnx"), f32(28, 28))) {
            Tensor scores = node.run(Tensor.of(Shape.of(28, 28), signal(784, 0)));
            assertThat(scores.shape()).isEqualTo(Shape.of(10));
            assertClose(scores.floats()[0], -0.20024195313453674);
            assertClose(scores.floats()[5], 0.49415791034698486);
            assertThat(node.contract.macsPerFrame()).isEqualTo(784_000 + 2_560);
        }
    }
}
