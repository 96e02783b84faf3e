package io.millrace.operators.csi;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code subcarrier-select} with {@code best}. */
class SteadiestSubcarriersTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SubcarrierSelect())
                .with("best: 6", "spacing: 3", "calibration-frames: 80")
                .in(Vectors.spec("subcarrier", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(30, 1, 13, 64);
    }

    @Test
    void keepsThoseThatNumpyRanksBest() {
        Golden golden = Vectors.golden("csi-ranking");
        float[] numbered = new float[30];
        for (int i = 0; i < 30; i++) {
            numbered[i] = i;
        }
        try (OperatorRun run = harness(30).open()) {
            for (int row = 0; row < 80; row++) {
                run.feed(Vectors.of(row, Vectors.row(golden, "x", row)));
            }
            assertThat(run.emitted()).isEmpty();
            assertThat(run.drops()).isEqualTo(Map.of("calibrating", 80L));
            run.feed(Vectors.of(80, numbered));
            assertThat(run.last().tensor().floats()).containsExactly(golden.floats("best_6_3"));
        }
    }

    @Test
    void fillsUpWithZerosWhereTooFewKeepTheirDistance() {
        try (OperatorRun run = harness(4).open()) {
            for (int i = 0; i < 81; i++) {
                run.feed(Vectors.of(i, 5, 5, 5, 5));
            }
            assertThat(run.last().tensor().floats()).containsExactly(5, 5, 0, 0, 0, 0);
        }
    }
}
