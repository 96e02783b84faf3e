package io.millrace.inference;

import static io.millrace.inference.DeltaStreams.assertClose;
import static io.millrace.inference.DeltaStreams.f32;
import static io.millrace.inference.DeltaStreams.gauge;
import static io.millrace.inference.DeltaStreams.trim;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Tensor;
import io.millrace.inference.delta.DeltaSettings;
import io.millrace.testkit.TestData;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole models by changes against the same models by ONNX Runtime, states carried by each on its own. At threshold 0 the
 * tolerance is 1e-4: 1.5e-5 of drift was measured for a recurrent layer over 10 000 steps, and models have several.
 */
class DeltaModelsTest {

    private static final double TOLERANCE = 1e-4;
    private static final boolean EXTENDED = Boolean.getBoolean("millrace.extended");
    private static final DeltaSettings EXACT = DeltaSettings.of(0).withKeyframeEvery(0);

    private static void equalsDense(OnnxSettings settings, int frames, double share, int... extents) {
        equalsDense(settings, frames, share, UnaryOperator.identity(), extents);
    }

    private static void equalsDense(
            OnnxSettings settings, int frames, double share, UnaryOperator<Tensor> shaped, int... extents) {
        try (ModelNode delta = new ModelNode(settings.withDelta(EXACT.withCrossover(1)), f32(extents));
                ModelNode dense = new ModelNode(settings, f32(extents))) {
            DeltaStreams.Stream stream = new DeltaStreams.Stream(extents);
            for (int t = 0; t < frames; t++) {
                Tensor frame = shaped.apply(stream.next(t == 0 ? 1 : share));
                delta.process(frame);
                dense.process(frame);
                assertClose(delta, dense, TOLERANCE, settings.model().getFileName() + " frame=" + t);
                trim(delta);
                trim(dense);
            }
            assertThat(gauge(delta, "keyframes")).isOne();
        }
    }

    @Test
    void perceptronEqualsDense() {
        equalsDense(ModelNode.model("delta-mlp"), EXTENDED ? 10_000 : 500, 0.05, 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta-gru", "delta-lstm"})
    void recurrentModelsEqualDense(String name) {
        equalsDense(ModelNode.model(name), EXTENDED ? 10_000 : 500, 0.2, 16);
    }

    @Test
    void videoModelEqualsDense() {
        equalsDense(ModelNode.model("delta-video"), EXTENDED ? 10_000 : 100, 0.05, 1, 48, 64);
    }

    @Test
    void activityModelEqualsDense() {
        Path model = Path.of(System.getProperty("millrace.root", "../.."), "examples/csi-presence/activity.onnx");
        equalsDense(OnnxSettings.of(model), EXTENDED ? 10_000 : 60, 0.02, 100, 64);
    }

    /**
     * Spectra of speech are positive and mostly below one. On louder noise this model amplifies the rounding of its own
     * products: there it was 1.1e-4 with exact functions too.
     */
    private static Tensor magnitudes(Tensor noise) {
        float[] values = noise.floats().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.2f * Math.abs(values[i]);
        }
        return Tensor.of(noise.shape(), values);
    }

    @Test
    void maskModelOfDtlnEqualsDense() {
        Path model = TestData.require("models").resolve("dtln/model_1.onnx");
        equalsDense(
                OnnxSettings.of(model).withState("input_3->tf_op_layer_stack_2"),
                EXTENDED ? 10_000 : 100,
                0.1,
                DeltaModelsTest::magnitudes,
                257);
    }

    /**
     * Samples of audio are within -1 and 1. On unit noise, which is five times as loud, the outputs were 1.06e-4 apart in
     * frame 2866 of 10 000: two LSTM in a row carry the other order of additions on.
     */
    private static Tensor samples(Tensor noise) {
        float[] values = noise.floats().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.2f * values[i];
        }
        return Tensor.of(noise.shape(), values);
    }

    @Test
    void filterModelOfDtlnEqualsDense() {
        Path model = TestData.require("models").resolve("dtln/model_2.onnx");
        equalsDense(
                OnnxSettings.of(model).withState("input_5->tf_op_layer_stack_5"),
                EXTENDED ? 10_000 : 100,
                0.1,
                DeltaModelsTest::samples,
                512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"silero_vad_v5", "silero_vad_v6"})
    void sileroEqualsDense(String name) {
        Path model = TestData.require("models").resolve("silero/" + name + ".onnx");
        equalsDense(
                OnnxSettings.of(model).withState("state->stateN").withConstants("sr=16000"),
                EXTENDED ? 10_000 : 60,
                0.05,
                512);
    }

    @Test
    void digitsEqualDense() {
        equalsDense(OnnxSettings.of(TestData.require("models").resolve("misc/mnist.onnx")), 100, 0.05, 28, 28);
    }

    @Test
    void facesEqualDense() {
        Path model = TestData.require("models").resolve("ultraface/version-RFB-320.onnx");
        equalsDense(OnnxSettings.of(model), EXTENDED ? 500 : 4, 0.01, 3, 240, 320);
    }
}
