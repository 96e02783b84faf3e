package io.millrace.inference;

import static io.millrace.inference.DeltaStreams.assertClose;
import static io.millrace.inference.DeltaStreams.f32;
import static io.millrace.inference.DeltaStreams.gauge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.inference.delta.DeltaPlan;
import io.millrace.inference.delta.DeltaRun;
import io.millrace.inference.delta.DeltaSettings;
import io.millrace.inference.delta.Slot;
import io.millrace.inference.delta.UnsupportedModelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models by changes that fall back, as a whole or layer by layer, against the dense model. What a machine would measure is
 * given here, so that it is known which way each frame goes.
 */
class DeltaFallbackTest {

    private static final double TOLERANCE = 1e-4;
    private static final DeltaSettings EXACT = DeltaSettings.of(0).withKeyframeEvery(0);

    @Test
    void continuesBitExactlyFromASnapshot() throws IOException {
        for (String name : List.of("delta-gru", "delta-lstm", "delta-video")) {
            int[] extents = name.equals("delta-video") ? new int[] {1, 48, 64} : new int[] {16};
            OnnxSettings settings = ModelNode.model(name)
                    .withDelta(DeltaSettings.of(0.02).withKeyframeEvery(9).withAudit(4, 0.01));
            try (ModelNode first = new ModelNode(settings, f32(extents));
                    ModelNode second = new ModelNode(settings, f32(extents))) {
                DeltaStreams.Stream stream = new DeltaStreams.Stream(extents);
                second.process(stream.next(1));
                for (int t = 0; t < 20; t++) {
                    first.process(stream.next(0.1));
                }
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                first.processor.snapshot(new DataOutputStream(bytes));
                second.processor.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
                for (int t = 0; t < 30; t++) {
                    Tensor frame = stream.next(0.1);
                    assertThat(second.run(frame)).as("%s frame=%d", name, t).isEqualTo(first.run(frame));
                    assertThat(gauge(second, "macs-executed")).isEqualTo(gauge(first, "macs-executed"));
                }
                first.processor.reset();
                ModelNode fresh = new ModelNode(settings, f32(extents));
                for (int t = 0; t < 5; t++) {
                    Tensor frame = stream.next(0.1);
                    assertThat(first.run(frame)).isEqualTo(fresh.run(frame));
                }
                fresh.close();
            }
        }
    }

    /** A node on a machine that measured this. */
    private static ModelNode node(OnnxSettings settings, StreamSpec stream, String measured) {
        Problems problems = new Problems();
        DeviceProfile profile = ModelNode.profile("cpu");
        String key = ModelNode.contract(settings, Map.of("in", stream), profile, problems).measured().keySet().stream()
                .findFirst()
                .orElseThrow();
        return new ModelNode(settings, stream, profile.withMeasured(Map.of(key, measured)));
    }

    /** Above the crossover whole frames go to ONNX Runtime; a calm stream comes back, and the output never jumps. */
    @Test
    void fallsBackToDenseAndReturnsWithoutAJump() {
        OnnxSettings settings = ModelNode.model("delta-mlp");
        String measured = "1e-2 0 0 gemm-1=8e-1/8e-1/- gemm-2=4e-1/4e-1/- gemm-3=1e-1/1e-1/-";
        try (ModelNode delta = node(settings.withDelta(EXACT), f32(64), measured);
                ModelNode dense = new ModelNode(settings, f32(64))) {
            DeltaStreams.Stream stream = new DeltaStreams.Stream(64);
            for (int t = 0; t < 400; t++) {
                Tensor frame = stream.next(t >= 100 && t < 200 ? 1 : 0.02);
                delta.process(frame);
                dense.process(frame);
                assertClose(delta, dense, TOLERANCE, "frame=" + t);
                if (t == 99) {
                    assertThat(gauge(delta, "dense-frames")).isZero();
                }
                if (t == 199) {
                    assertThat(gauge(delta, "dense-frames"))
                            .as("all but probes")
                            .isGreaterThan(85);
                }
            }
            assertThat(gauge(delta, "sparsity")).as("back to changes").isGreaterThan(0.5);
            assertThat(gauge(delta, "dense-frames")).isLessThan(200);
        }
    }

    /**
     * One layer of which much changes is computed anew, in Java or by ONNX Runtime, those after it by changes still; the
     * dense model's values throughout, and no frame of the whole model.
     */
    @ParameterizedTest
    @ValueSource(strings = {"1e-1", "-"})
    void aLayerFallsBackAloneAndReturnsWithoutAJump(String engine) {
        OnnxSettings settings = ModelNode.model("delta-mlp");
        String measured = "1e-2 0 0 gemm-1=4e-1/2e-1/" + engine + " gemm-2=1e-1/1e-1/- gemm-3=1e-1/1e-1/-";
        try (ModelNode delta = node(settings.withDelta(EXACT), f32(64), measured);
                ModelNode dense = new ModelNode(settings, f32(64))) {
            DeltaStreams.Stream stream = new DeltaStreams.Stream(64);
            double before = 0;
            for (int t = 0; t < 300; t++) {
                Tensor frame = stream.next(t / 50 % 2 == 1 ? 0.8 : 0.05);
                delta.process(frame);
                dense.process(frame);
                assertClose(delta, dense, TOLERANCE, "frame=" + t);
                double now = gauge(delta, "dense-layers");
                if (t % 50 == 49) {
                    assertThat(now - before)
                            .as("frame=%d", t)
                            .isBetween(t / 50 % 2 == 1 ? 50.0 : 0, t / 50 % 2 == 1 ? 100.0 : 0);
                    before = now;
                }
            }
            assertThat(gauge(delta, "dense-frames")).isZero();
            assertThat(gauge(delta, "keyframes")).isOne();
        }
    }

    /** Recurrent layers by ONNX Runtime for a while: what they have seen catches up, state and all. */
    @ParameterizedTest
    @ValueSource(strings = {"gru", "lstm"})
    void aRecurrentLayerFallsBackAloneAndReturnsWithoutAJump(String kind) {
        OnnxSettings settings = ModelNode.model("delta-" + kind);
        String measured = "1e-2 0 0 KIND-1=4e-1/3e-1/1e-1 KIND-2=2e-1/1e-1/-".replace("KIND", kind);
        try (ModelNode delta = node(settings.withDelta(EXACT), f32(16), measured);
                ModelNode dense = new ModelNode(settings, f32(16))) {
            DeltaStreams.Stream stream = new DeltaStreams.Stream(16);
            double busy = 0;
            Tensor still = stream.next(1);
            for (int t = 0; t < 400; t++) {
                boolean calm = t >= 200;
                Tensor frame = calm ? still : stream.next(1);
                delta.process(frame);
                dense.process(frame);
                assertClose(delta, dense, TOLERANCE, "frame=" + t);
                busy = calm ? busy : gauge(delta, "dense-layers");
            }
            assertThat(busy).as("all but probes, in the busy half").isGreaterThan(150);
            assertThat(gauge(delta, "dense-frames")).isZero();
        }
    }

    /** The state of a run says what it goes by: on a machine with other figures it goes on bit by bit. */
    @Test
    void figuresAreRestoredWithTheState() throws IOException {
        OnnxSettings settings = ModelNode.model("delta-mlp").withDelta(EXACT);
        String measured = "1e-2 0 0 gemm-1=4e-1/2e-1/1e-1 gemm-2=1e-1/5e-2/- gemm-3=1e-1/1e-1/-";
        String other = "1e-2 0 0 gemm-1=1e-1/2e-1/- gemm-2=1e-1/1e-1/- gemm-3=1e-1/1e-1/-";
        try (ModelNode first = node(settings, f32(64), measured);
                ModelNode second = node(settings, f32(64), other);
                ModelNode third = node(settings, f32(64), other)) {
            DeltaStreams.Stream stream = new DeltaStreams.Stream(64);
            for (int t = 0; t < 20; t++) {
                Tensor frame = stream.next(0.7);
                first.process(frame);
                third.process(frame);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            first.processor.snapshot(new DataOutputStream(bytes));
            second.processor.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            boolean differs = false;
            for (int t = 0; t < 30; t++) {
                Tensor frame = stream.next(0.7);
                Tensor expected = first.run(frame);
                assertThat(second.run(frame)).as("frame=%d", t).isEqualTo(expected);
                differs |= !third.run(frame).equals(expected);
            }
            assertThat(differs).as("the figures matter to the last bits").isTrue();
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            second.processor.snapshot(new DataOutputStream(again));
            ByteArrayOutputStream now = new ByteArrayOutputStream();
            first.processor.snapshot(new DataOutputStream(now));
            assertThat(again.toByteArray()).isEqualTo(now.toByteArray());
        }
    }

    @Test
    void aModelWhoseStillFramesCostAsMuchAsDenseOnesStaysDense() {
        OnnxSettings settings = ModelNode.model("delta-mlp").withDelta(EXACT);
        try (ModelNode node = node(settings, f32(64), "1.2e+0 0 0 gemm-1=1e-1/1e-1/-");
                ModelNode dense = new ModelNode(ModelNode.model("delta-mlp"), f32(64))) {
            DeltaStreams.Stream stream = new DeltaStreams.Stream(64);
            for (int t = 0; t < 40; t++) {
                Tensor frame = stream.next(0.1);
                assertThat(node.run(frame)).isEqualTo(dense.run(frame));
            }
            assertThat(gauge(node, "dense-frames")).isEqualTo(40);
        }
    }

    /** Measured once a process, of every layer; what the device is said to have measured is taken as it is. */
    @Test
    void thePlanHoldsWhatWasMeasured() {
        OnnxSettings settings = ModelNode.model("delta-lstm").withDelta(EXACT);
        Map<String, String> measured = measured(settings, ModelNode.profile("cpu"));
        assertThat(measured).hasSize(1);
        String key = measured.keySet().iterator().next();
        assertThat(measured.get(key))
                .matches("[0-9.e+-]+ [0-9.e+-]+ [0-9.e+-]+( (lstm|gemm)-\\d=[0-9.e+-]+/[0-9.e+-]+/[0-9.e+-]+)+")
                .contains(" lstm-1=", " lstm-2=");
        assertThat(measured(settings, ModelNode.profile("cpu")))
                .as("the same process")
                .isEqualTo(measured);
        Map<String, String> pinned = Map.of(key, "5e-1 0 0 lstm-1=1e-1/1e-1/-");
        assertThat(measured(settings, ModelNode.profile("cpu").withMeasured(pinned)))
                .isEqualTo(pinned);
        assertThat(measured(settings.withDelta(EXACT.withCrossover(0.5)), ModelNode.profile("cpu")))
                .as("nothing is measured where the file says it")
                .isEmpty();
    }

    private static Map<String, String> measured(OnnxSettings settings, DeviceProfile profile) {
        Problems problems = new Problems();
        return ModelNode.contract(settings, Map.of("in", f32(16)), profile, problems)
                .measured();
    }

    @Test
    void figuresThatAreNoneAreRefused() {
        assertThatThrownBy(() -> node(ModelNode.model("delta-mlp").withDelta(EXACT), f32(64), "1 2 3 gemm-1=much"))
                .hasStackTraceContaining("costs of a model not understood: measured=1 2 3 gemm-1=much"
                        + " (expected still element parts layer=changes/anew/engine ...)");
    }

    /** Layers without weights cost time too: a tenth of the pixels of a picture that goes through many is worth no changes. */
    @Test
    void fallsBackToDenseForLayersWithoutWeights() throws UnsupportedModelException {
        RandomModel model = new RandomModel(new Random(6));
        RandomModel.Value x = model.input("x", 1, 2, 40, 40);
        x = model.node("Conv", List.of(x.name(), model.weights(1, 2, 2, 1, 1)), x.shape());
        for (int i = 0; i < 4; i++) {
            x = model.node("Abs", List.of(x.name()), x.shape());
        }
        OrtEngine engine = new OrtEngine(List.of("cpu"), 1);
        Slot input = new Slot("x", Tensor.zeros(ElementType.F32, Shape.of(1, 2, 40, 40)));
        DeltaPlan plan = DeltaPlan.of(model.build(x), List.of(input), Map.of(), engine);
        try (DeltaRun run = DeltaRun.open(
                        plan, List.of(input), EXACT, Set.of(), plan.deltaMacs(), engine, "0 1e-3 0 conv-1=1/1/-");
                DeltaRun told = DeltaRun.open(
                        plan,
                        List.of(input),
                        EXACT.withCrossover(1),
                        Set.of(),
                        plan.deltaMacs(),
                        engine,
                        "0 1e-3 0 conv-1=1/1/-")) {
            for (int t = 0; t < 10; t++) {
                Arrays.fill(input.floats(), 0, 160, t);
                run.frame();
                told.frame();
            }
            assertThat(run.denseFrames()).isEqualTo(8);
            assertThat(told.denseFrames())
                    .as("a crossover that is stated comes first")
                    .isZero();
        }
    }
}
