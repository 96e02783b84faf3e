package io.millrace.operators.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LevelAboveFloorTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new LevelAboveFloor())
                .with("quietest-db: -60")
                .in(Vectors.spec("sample", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = (float) Math.exp(3 * random.nextGaussian());
        }
        return Vectors.of(sequence, values);
    }

    /** The reference's settings as a file has them; its 25 Hz here too. Floats of at most 2: 1e-6. */
    @Test
    void equalsNumpy() {
        Golden golden = Golden.inTree("operators/kernels/src/test/resources/golden/above-floor.txt");
        OperatorHarness<?> harness = OperatorHarness.of(new LevelAboveFloor())
                .with(
                        "quietest-db: -70",
                        "margin-db: 6",
                        "unit-db: 10",
                        "release: 200ms",
                        "floor-fall: 500ms",
                        "floor-rise-db-per-second: 2")
                .in(Vectors.spec("sample", 3).withRateHz(25));
        double[][] expected = golden.rows("above");
        try (OperatorRun run = harness.open()) {
            float[][] frames = golden.floatRows("amplitudes");
            for (int i = 0; i < frames.length; i++) {
                run.feed(Vectors.of(i, frames[i]));
                float[] found = ((Tensor) run.last().payload()).floats();
                for (int c = 0; c < 3; c++) {
                    assertThat((double) found[c]).isCloseTo(expected[i][c], within(1e-6));
                }
            }
        }
    }

    @Test
    void dropsWhatIsNoLevel() {
        try (OperatorRun run = harness(2).open()) {
            run.feed(Vectors.of(0, 1, -1), Vectors.of(1, Float.NaN, 1), Vectors.of(2, 1, Float.POSITIVE_INFINITY));
            assertThat(run.emitted()).isEmpty();
            assertThat(run.drops()).isEqualTo(Map.of("not-a-level", 3L));
        }
    }
}
