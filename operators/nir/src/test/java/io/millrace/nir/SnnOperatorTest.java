package io.millrace.nir;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnnOperatorTest extends OperatorContractTest {

    private static final double RATE_HZ = 10_000;

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SnnOperator())
                .with(
                        "model: " + Fixtures.file("recurrent"),
                        "mode: snntorch",
                        "reset: zero",
                        "reset-timing: same-step")
                .in(spec(5));
    }

    private static StreamSpec spec(int channels) {
        return StreamSpec.tensor(ElementType.F32, Axis.of("channel", channels)).withRateHz(RATE_HZ);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(5);
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] spikes = new float[width];
        for (int i = 0; i < width; i++) {
            spikes[i] = random.nextInt(4) == 0 ? 1 : 0;
        }
        return of(sequence, spikes);
    }

    private static Frame of(long sequence, float... values) {
        return Frames.of(sequence, RATE_HZ, Tensor.of(Shape.of(values.length), values));
    }

    @Test
    void answersWithTheSpikesOfTheReferenceAndCountsItsWork() {
        Golden golden = Golden.resource(getClass(), "/nir/networks.txt");
        float[][] x = golden.floatRows("recurrent_x");
        for (String execution : new String[] {"execution: event-driven", "execution: dense"}) {
            try (OperatorRun run = harness(5).with(execution).open()) {
                for (int t = 0; t < x.length; t++) {
                    run.feed(of(t, x[t]));
                    assertThat(run.last().tensor().floats()).containsExactly(golden.floatRows("recurrent_y")[t]);
                }
                assertThat(run.last().provenance().models())
                        .singleElement()
                        .asString()
                        .startsWith("sha256:");
                assertThat(run.processor().gauges())
                        .extracting(g -> g.name())
                        .containsExactly(
                                "footprint-bytes",
                                "connection-sparsity",
                                "activation-sparsity",
                                "dense-synaptic-operations",
                                "effective-macs",
                                "effective-acs");
                // 45 + 81 + 27 weights; every input of a step is 0 or 1.
                assertThat(run.processor().gauges().get(3).value()).isEqualTo(153);
                assertThat(run.processor().gauges().get(4).value()).isZero();
                assertThat(run.processor().gauges().get(5).value()).isBetween(1.0, 153.0);
            }
        }
    }

    @Test
    void beginsAnewAfterEachTrial() {
        try (OperatorRun run = harness(5).with("reset-every-frames: 30").open()) {
            Random random = new Random(seed());
            for (int t = 0; t < 30; t++) {
                run.feed(frame(5, t, random));
            }
            random = new Random(seed());
            for (int t = 0; t < 30; t++) {
                run.feed(frame(5, t, random));
                assertThat(run.last().payload()).isEqualTo(run.emitted().get(t).payload());
            }
        }
    }

    @Test
    void dropsWhatIsNoNumber() {
        try (OperatorRun run = harness(5).open()) {
            run.feed(of(0, 0, 1, Float.NaN, 0, 0));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
        }
    }

    @Test
    void refusesWhatItCannotRun() {
        assertThat(OperatorHarness.of(new SnnOperator())
                        .with("model: " + Fixtures.file("recurrent"))
                        .in(spec(6))
                        .problems())
                .containsExactly("stream does not fit the network: node=node, input=in-0,"
                        + " stream=f32[channel=6] 10000 Hz (expected 5 elements)");
        assertThat(OperatorHarness.of(new SnnOperator())
                        .with("model: none.nir")
                        .in(spec(6))
                        .problems())
                .containsExactly("network cannot be used: node=node, model=none.nir, cause=network cannot be read:"
                        + " file=none.nir (expected a readable file) (expected a NIR file whose nodes fit each other)");
        assertThat(OperatorHarness.of(new SnnOperator())
                        .with("model: none.nir", "step: 0s")
                        .in(spec(6))
                        .problems())
                .containsExactly("step is out of range: step=PT0S (expected above 0)");
    }
}
