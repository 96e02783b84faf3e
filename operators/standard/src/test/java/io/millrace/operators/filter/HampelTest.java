package io.millrace.operators.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HampelTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new Hampel()).with("threshold-mad: 3").in(Vectors.spec("sample", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** To the bit: a result is an input or a median, never computed. */
    @Test
    void equalsTheDefinition() {
        Golden golden = Vectors.golden("hampel");
        float[] x = golden.floats("x");
        float[] expected = golden.floats("y_7_5");
        try (OperatorRun run =
                OperatorHarness.of(new Hampel()).in(Vectors.spec("sample", 1)).open()) {
            for (int i = 0; i < x.length; i++) {
                run.feed(Vectors.of(i, x[i]));
                assertThat(run.last().tensor().floats()[0]).as("sample %d", i).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void forgetsWhatIsNoNumber() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(Vectors.of(0, 1), Vectors.of(1, Float.NaN), Vectors.of(2, Float.POSITIVE_INFINITY));
            for (int i = 3; i < 20; i++) {
                run.feed(Vectors.of(i, i));
            }
            assertThat(run.last().tensor().floats()).containsExactly(19);
        }
    }

    @Test
    void refusesAStreamWithoutElements() {
        assertThat(harness(0).problems())
                .containsExactly("stream has no elements: node=node, input=in-0, stream=f32[sample=0] 100 Hz"
                        + " (expected every axis at least 1 long)");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThat(OperatorHarness.of(new Hampel())
                        .with("window-frames: 0", "threshold-mad: much")
                        .problems())
                .containsExactly(
                        "value not understood: window-frames=0 (expected a whole number 1..4096)",
                        "value not understood: threshold-mad=much (expected a number, at least 0.001)");
    }
}
