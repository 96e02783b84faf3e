package io.millrace.inference;

import static io.millrace.inference.DeltaStreams.f32;
import static io.millrace.inference.DeltaStreams.gauge;
import static io.millrace.inference.DeltaStreams.last;
import static io.millrace.inference.DeltaStreams.trim;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Problems;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Execution;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Gauge;
import io.millrace.inference.delta.DeltaPlan;
import io.millrace.inference.delta.DeltaRun;
import io.millrace.inference.delta.DeltaSettings;
import io.millrace.inference.delta.Ledger;
import io.millrace.inference.delta.Slot;
import io.millrace.inference.delta.UnsupportedModelException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What models by changes cost, what they say of it, and what error a threshold brings. */
class DeltaWorkTest {

    private static final boolean EXTENDED = Boolean.getBoolean("millrace.extended");
    private static final DeltaSettings EXACT = DeltaSettings.of(0).withKeyframeEvery(0);

    /** Two frames: the first is a keyframe, the second finds that nothing changed. */
    @ParameterizedTest
    @ValueSource(strings = {"delta-mlp", "delta-video"})
    void aStreamThatStandsStillCostsNothing(String name) {
        int[] extents = name.equals("delta-mlp") ? new int[] {64} : new int[] {1, 48, 64};
        OnnxSettings settings = ModelNode.model(name).withDelta(DeltaSettings.of(0));
        try (ModelNode node = new ModelNode(settings, f32(extents))) {
            Tensor frame = new DeltaStreams.Stream(extents).next(1);
            node.process(frame);
            assertThat(gauge(node, "macs-executed")).isEqualTo(gauge(node, "macs-dense"));
            for (int t = 1; t < 20; t++) {
                node.process(frame);
                assertThat(gauge(node, "macs-executed")).isZero();
                assertThat(gauge(node, "weight-bytes")).isZero();
                assertThat(gauge(node, "sparsity")).isOne();
            }
            assertThat(gauge(node, "macs-dense")).isEqualTo((double) node.contract.macsPerFrame());
            assertThat(last(node, 0).tensor())
                    .isEqualTo(node.emitted.get(0).get(0).tensor());
        }
    }

    /** Recurrent models too, once their state has settled: a constant input leads to a state that no longer changes. */
    @ParameterizedTest
    @ValueSource(strings = {"delta-gru", "delta-lstm"})
    void aRecurrentModelWhoseStateSettledCostsNothing(String name) {
        OnnxSettings settings =
                ModelNode.model(name).withDelta(DeltaSettings.of(1e-4).withKeyframeEvery(0));
        try (ModelNode node = new ModelNode(settings, f32(16))) {
            Tensor frame = new DeltaStreams.Stream(16).next(1);
            for (int t = 0; t < 3_000; t++) {
                node.process(frame);
            }
            for (int t = 0; t < 20; t++) {
                node.process(frame);
                assertThat(gauge(node, "macs-executed")).isZero();
            }
        }
    }

    /** Each frame changes by a fiftieth of the threshold, up and down again and again: what is kept back does not add up. */
    @ParameterizedTest
    @ValueSource(strings = {"delta-mlp", "delta-video"})
    void rampsBelowTheThresholdNeverGatherError(String name) {
        int[] extents = name.equals("delta-mlp") ? new int[] {64} : new int[] {1, 48, 64};
        OnnxSettings settings = ModelNode.model(name);
        DeltaSettings rough = DeltaSettings.of(0.05).withKeyframeEvery(0).withCrossover(1);
        int frames = EXTENDED ? 10_000 : 1_000;
        try (ModelNode delta = new ModelNode(settings.withDelta(rough), f32(extents));
                ModelNode dense = new ModelNode(settings, f32(extents))) {
            float[] x = new DeltaStreams.Stream(extents).next(1).floats().clone();
            double early = 0;
            double late = 0;
            double spared = 0;
            for (int t = 0; t < frames; t++) {
                for (int i = 0; i < x.length; i++) {
                    x[i] += (t + i) / 200 % 2 == 0 ? 0.001f : -0.001f;
                }
                Tensor frame = Tensor.of(Shape.of(extents), x.clone());
                float[] found = delta.run(frame).floats();
                float[] truth = dense.run(frame).floats();
                double error = 0;
                for (int i = 0; i < truth.length; i++) {
                    error = Math.max(error, Math.abs(found[i] - truth[i]));
                }
                early = t < frames / 4 ? Math.max(early, error) : early;
                late = t >= frames - frames / 4 ? Math.max(late, error) : late;
                spared += gauge(delta, "sparsity") / frames;
                trim(delta);
                trim(dense);
            }
            assertThat(early).isPositive().isLessThan(0.2);
            assertThat(late).isLessThan(1.5 * early);
            assertThat(spared).as("something was kept back").isPositive();
        }
    }

    /** Rectangles around a square that changed, layer by layer: three convolutions of 3x3, the second with stride 2. */
    @Test
    void macsOfAPictureEqualTheClosedForm() throws UnsupportedModelException {
        RandomModel model = new RandomModel(new Random(5));
        RandomModel.Value x = model.input("x", 1, 1, 64, 80);
        x = layer(model, x, 8, 1);
        x = layer(model, x, 16, 2);
        x = layer(model, x, 8, 1);
        OrtEngine engine = new OrtEngine(List.of("cpu"), 1, 1);
        Slot input = new Slot("x", Tensor.zeros(ElementType.F32, Shape.of(1, 1, 64, 80)));
        DeltaPlan plan = DeltaPlan.of(model.build(x), List.of(input), Map.of(), engine);
        DeltaSettings settings = DeltaSettings.of(0).withKeyframeEvery(0).withCrossover(1);
        try (DeltaRun run = DeltaRun.open(plan, List.of(input), settings, Set.of(), plan.deltaMacs(), engine, null)) {
            run.frame();
            assertThat(run.ledger().macs()).isEqualTo(9L * (64 * 80 * 8 + 32 * 40 * 8 * 16 + 32 * 40 * 16 * 8));
            for (int row = 20; row < 30; row++) {
                for (int column = 40; column < 52; column++) {
                    input.floats()[row * 80 + column] += 1;
                }
            }
            run.frame();
            // 10x12 pixels at row 20, column 40: windows of rows 19..30, columns 39..52. Those of stride 2 that reach
            // them are
            // of rows 9..15 and columns 19..26; the last layer has one more on each side.
            assertThat(run.ledger().macs()).isEqualTo(9L * (12 * 14 * 8 + 7 * 8 * 8 * 16 + 9 * 10 * 16 * 8));
            assertThat(run.ledger().lines())
                    .extracting(Ledger.Line::macs)
                    .containsExactly(9L * 12 * 14 * 8, 9L * 7 * 8 * 8 * 16, 9L * 9 * 10 * 16 * 8);
        }
    }

    private static RandomModel.Value layer(RandomModel model, RandomModel.Value x, int outputs, int stride) {
        List<Integer> shape = List.of(1, outputs, x.extent(2) / stride, x.extent(3) / stride);
        RandomModel.Value y = model.node(
                "Conv",
                List.of(x.name(), model.weights(0.3, outputs, x.extent(1), 3, 3), model.weights(1, outputs)),
                shape,
                RandomModel.ints("strides", stride, stride),
                RandomModel.ints("pads", 1, 1, 1, 1));
        return model.node("Relu", List.of(y.name()), shape);
    }

    @Test
    void thresholdsTradeErrorForWork() {
        double spared = -1;
        double[] errors = new double[3];
        double[] thresholds = {0.01, 0.05, 0.2};
        for (int k = 0; k < thresholds.length; k++) {
            OnnxSettings settings = ModelNode.model("delta-gru");
            try (ModelNode delta = new ModelNode(settings.withDelta(DeltaSettings.of(thresholds[k])), f32(16));
                    ModelNode dense = new ModelNode(settings, f32(16))) {
                double sum = 0;
                float[] x = new float[16];
                for (int t = 0; t < 200; t++) {
                    for (int i = 0; i < 16; i++) {
                        x[i] = (float) Math.sin(0.05 * t + i);
                    }
                    Tensor frame = Tensor.of(Shape.of(16), x.clone());
                    float[] found = delta.run(frame).floats();
                    float[] truth = dense.run(frame).floats();
                    sum += gauge(delta, "sparsity");
                    errors[k] = Math.max(errors[k], Math.abs(found[0] - truth[0]));
                }
                assertThat(sum).as("threshold=%s", thresholds[k]).isGreaterThan(spared);
                spared = sum;
            }
        }
        assertThat(errors[0]).isPositive().isLessThan(0.1);
        assertThat(errors[2]).isGreaterThan(errors[0]);
        assertThat(spared / 200).isGreaterThan(0.5);
    }

    @Test
    void auditsMeasureTheErrorAndForceKeyframes() {
        OnnxSettings settings = ModelNode.model("delta-mlp");
        DeltaSettings rough = DeltaSettings.of(0.5).withKeyframeEvery(0).withCrossover(1);
        try (ModelNode loose = new ModelNode(settings.withDelta(rough.withAudit(5, 100)), f32(64));
                ModelNode tight = new ModelNode(settings.withDelta(rough.withAudit(5, 1e-3)), f32(64));
                ModelNode dense = new ModelNode(settings, f32(64))) {
            DeltaStreams.Stream stream = new DeltaStreams.Stream(64);
            for (int t = 0; t < 100; t++) {
                Tensor frame = stream.next(0.1);
                float[] found = loose.run(frame).floats();
                tight.process(frame);
                float[] truth = dense.run(frame).floats();
                if (t % 5 == 4) {
                    double distance = 0;
                    double norm = 0;
                    for (int i = 0; i < truth.length; i++) {
                        distance += Math.pow(found[i] - truth[i], 2);
                        norm += Math.pow(truth[i], 2);
                    }
                    assertThat(gauge(loose, "error"))
                            .isCloseTo(Math.sqrt(distance / norm), org.assertj.core.api.Assertions.within(1e-5));
                    assertThat(gauge(loose, "error-p50-gemm-1")).isLessThanOrEqualTo(gauge(loose, "error-p99-gemm-1"));
                    assertThat(gauge(loose, "error-p99-gemm-1")).isLessThanOrEqualTo(gauge(loose, "error-max-gemm-1"));
                }
            }
            assertThat(gauge(loose, "keyframes-forced")).isZero();
            assertThat(gauge(loose, "error-max-gemm-1")).isPositive();
            assertThat(gauge(tight, "keyframes-forced")).isBetween(10.0, 20.0);
        }
    }

    @Test
    void theLedgerIsAnOutput() {
        OnnxSettings settings =
                ModelNode.model("delta-mlp").withDelta(DeltaSettings.of(0).withLedger());
        try (ModelNode node = new ModelNode(settings, f32(64).withRateHz(10))) {
            assertThat(node.contract.outputs()).extracting("name").containsExactly("out", "ledger");
            assertThat(node.contract.outputs().get(1).spec()).hasToString("f32[field=4] 10 Hz");
            DeltaStreams.Stream stream = new DeltaStreams.Stream(64);
            node.process(stream.next(1));
            assertThat(last(node, 1).provenance().execution()).isEqualTo(Execution.DENSE);
            float[] x = stream.x;
            x[3] += 1;
            node.process(Tensor.of(Shape.of(64), x.clone()));
            float[] ledger = last(node, 1).tensor().floats();
            assertThat(ledger[0])
                    .isEqualTo((float) gauge(node, "macs-executed"))
                    .isGreaterThanOrEqualTo(96);
            assertThat(ledger[1]).isEqualTo(64 * 96 + 96 * 48 + 48 * 10);
            assertThat(ledger[2]).isEqualTo(4 * ledger[0]);
            assertThat(ledger[3]).isEqualTo((float) gauge(node, "sparsity"));
            assertThat(last(node, 0).provenance().execution()).isEqualTo(Execution.DELTA);
        }
    }

    @Test
    void thePlanSaysHowTheModelIsDivided() {
        OnnxSettings settings = ModelNode.model("delta-gru").withDelta(DeltaSettings.of(0.02));
        Problems problems = new Problems();
        var contract = ModelNode.contract(settings, Map.of("in", f32(16)), ModelNode.profile("cpu"), problems);
        assertThat(problems.sorted()).isEmpty();
        assertThat(contract.notes())
                .containsExactly(
                        "delta gru-1, gru-2, gemm-1 and 3 without weights",
                        "of 16480 MACs 16480 are in delta layers: 1648 expected if a tenth of what they read changes");
        assertThat(contract.stateBytes()).isGreaterThan(4 * 2 * 3 * 40 * 2);
    }

    @Test
    void everyGaugeHasANameOfItsOwn() {
        OnnxSettings settings =
                ModelNode.model("delta-video").withDelta(DeltaSettings.of(0).withAudit(1, 1));
        try (ModelNode node = new ModelNode(settings, f32(1, 48, 64))) {
            assertThat(node.processor.gauges())
                    .extracting(Gauge::name)
                    .doesNotHaveDuplicates()
                    .contains("macs-executed", "sparsity-conv-1", "error-p99-conv-3");
        }
    }
}
