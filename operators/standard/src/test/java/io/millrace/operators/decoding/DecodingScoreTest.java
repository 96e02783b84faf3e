package io.millrace.operators.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Gauge;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DecodingScoreTest extends OperatorContractTest {

    private static final double RATE_HZ = 250;

    private static StreamSpec spec(int elements) {
        return StreamSpec.tensor(ElementType.F32, Axis.of("axis", elements)).withRateHz(RATE_HZ);
    }

    private static OperatorHarness<?> scored(int axes, int truth, String... settings) {
        return OperatorHarness.of(new DecodingScore())
                .with(settings)
                .in("decoded", spec(axes))
                .in("truth", spec(truth));
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return scored(width, width, "memory-frames: 64");
    }

    @Override
    protected List<Integer> widths() {
        return List.of(2, 3, 1);
    }

    @Override
    protected int input(long sequence) {
        return (int) (sequence % 2);
    }

    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Frame frame = Frames.of(sequence / 2, RATE_HZ, Tensor.of(Shape.of(width), values));
        return frame.withSequence(sequence);
    }

    private static Frame at(long step, float... values) {
        return Frames.of(step, RATE_HZ, Tensor.of(Shape.of(values.length), values));
    }

    private static Map<String, Double> gauges(OperatorRun run) {
        return run.processor().gauges().stream().collect(Collectors.toMap(Gauge::name, Gauge::value));
    }

    /** Sixteen frames late, and yet paired with the moment it is about; the truth's axes are elements 1 and 2. */
    @Test
    void pairsByTimeAndScoresEachAxis() {
        try (OperatorRun run =
                scored(2, 3, "first-element: 1", "skip-frames: 10").open()) {
            Random random = new Random(4);
            float[][] truth = new float[300][];
            for (int i = 0; i < truth.length; i++) {
                truth[i] = new float[] {99, (float) random.nextGaussian(), (float) random.nextGaussian()};
                run.feed(1, at(i, truth[i]));
                if (i >= 16) {
                    float[] then = truth[i - 16];
                    run.feed(0, at(i - 16, then[1], i - 16 < 10 ? 1000 : then[2] + (i % 2 == 0 ? 0.5f : -0.5f)));
                }
            }
            assertThat(run.emitted(0)).hasSize(284);
            assertThat(gauges(run).get("pairs")).isEqualTo(274);
            assertThat(gauges(run).get("unpaired")).isZero();
            assertThat(gauges(run).get("r2-x")).isEqualTo(1);
            // Its error is 0.25, the variance of 274 normal numbers about 1.
            assertThat(gauges(run).get("r2-y")).isCloseTo(0.75, within(0.05));
            assertThat(run.last().tensor().floats()[2])
                    .isEqualTo((float) (gauges(run).get("r2-x") + gauges(run).get("r2-y")) / 2, within(1e-6f));
            Frame pair = run.emitted(1).get(100);
            assertThat(pair.timeNanos()).isEqualTo(at(100).timeNanos());
            assertThat(pair.tensor().floats()).startsWith(truth[100][1]).endsWith(truth[100][1], truth[100][2]);
        }
    }

    @Test
    void countsWhatHasNoCounterpart() {
        try (OperatorRun run = scored(1, 1).open()) {
            run.feed(0, at(0, 1)).feed(0, at(1, 1)).feed(1, at(2, 5)).feed(0, at(2, 4));
            assertThat(gauges(run).get("unpaired")).isEqualTo(2);
            assertThat(run.emitted(1)).hasSize(1);
            assertThat(run.emitted(1).get(0).tensor().floats()).containsExactly(4, 5);
        }
    }

    @Test
    void dropsWhatIsNoNumber() {
        try (OperatorRun run = scored(1, 1).open()) {
            run.feed(0, at(0, Float.NaN));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
        }
    }

    @Test
    void refusesATruthOfTooFewElements() {
        assertThat(scored(2, 3, "first-element: 2").problems())
                .containsExactly("truth has too few elements: node=node, input=truth, stream=f32[axis=3] 250 Hz"
                        + " (expected at least 4, for 2 axes)");
        assertThat(OperatorHarness.of(new DecodingScore())
                        .in("decoded", spec(1))
                        .problems())
                .containsExactly(
                        "input is missing: node=node, input=truth, given=[decoded] (expected in: { truth: ... })");
    }
}
