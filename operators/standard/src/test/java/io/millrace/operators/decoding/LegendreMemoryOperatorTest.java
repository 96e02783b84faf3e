package io.millrace.operators.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LegendreMemoryOperatorTest extends OperatorContractTest {

    /** 100 ms at 100 Hz are 10 samples. */
    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new LegendreMemoryOperator())
                .with("order: 4", "theta: 70ms")
                .in(Vectors.spec("channel", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** Against the system that scipy's matrix exponential gives, run in float64: the kernel keeps floats. */
    @Test
    void remembersAsTheReference() {
        double[][] system = Golden.inTree("operators/kernels/src/test/resources/golden/legendre-memory.txt")
                .rows("system_4_7");
        double[] m = new double[4];
        Random random = new Random(3);
        try (OperatorRun run = harness(2).open()) {
            for (int t = 0; t < 200; t++) {
                float u = (float) random.nextGaussian();
                double[] next = new double[4];
                for (int i = 0; i < 4; i++) {
                    next[i] = system[i][4] * u;
                    for (int j = 0; j < 4; j++) {
                        next[i] += system[i][j] * m[j];
                    }
                }
                m = next;
                run.feed(Vectors.of(t, 0, u));
                float[] found = run.last().tensor().floats();
                for (int i = 0; i < 4; i++) {
                    assertThat(found[i]).as("the silent channel").isZero();
                    assertThat((double) found[4 + i]).as("step %d", t).isCloseTo(m[i], within(1e-5));
                }
            }
        }
        assertThat(harness(2).contract().outputs().get(0).spec()).hasToString("f32[channel=2, coefficient=4] 100 Hz");
        assertThat(harness(2).contract().macsPerFrame()).isEqualTo(2 * 4 * 5);
    }

    @Test
    void dropsWhatWouldNeverLeaveTheMemory() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(Vectors.of(0, Float.NaN), Vectors.of(1, 1));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
            assertThat(run.last().tensor().floats()[0]).isFinite();
        }
    }

    @Test
    void refusesWhatItCannotRemember() {
        assertThat(OperatorHarness.of(new LegendreMemoryOperator())
                        .with("order: 4", "theta: 0s")
                        .in(Vectors.spec("channel", 1))
                        .problems())
                .containsExactly("memory is out of range: theta=PT0S (expected above 0, at most 24h)");
        assertThat(OperatorHarness.of(new LegendreMemoryOperator())
                        .with("order: 4", "theta: 70ms")
                        .in(StreamSpec.tensor(ElementType.F32, Axis.of("channel", 1)))
                        .problems())
                .containsExactly("stream has no nominal rate: node=node, input=in-0, stream=f32[channel=1]"
                        + " (expected a rate, set by rate-hz at the source)");
    }
}
