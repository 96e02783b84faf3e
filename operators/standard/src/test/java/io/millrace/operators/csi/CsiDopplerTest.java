package io.millrace.operators.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsiDopplerTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return harness(width, 32, 12);
    }

    private static OperatorHarness<?> harness(int width, int length, int hop) {
        return OperatorHarness.of(new CsiDoppler())
                .with("length-frames: " + length, "hop-frames: " + hop)
                .in(Vectors.spec("subcarrier", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** Powers up to 4, rounded to float. */
    @ParameterizedTest
    @CsvSource({"32, 16", "25, 9"})
    void equalsScipy(int length, int hop) {
        Golden golden = Vectors.golden("csi-doppler");
        String name = "real_" + length + "_" + hop;
        try (OperatorRun run = harness(5, length, hop).open()) {
            for (int row = 0; row < 70; row++) {
                run.feed(Vectors.of(row, Vectors.row(golden, "h_re", row)));
            }
            assertThat(run.emitted()).hasSize(golden.shape(name)[0]);
            for (int q = 0; q < run.emitted().size(); q++) {
                assertThat(run.emitted().get(q).tensor().floats())
                        .containsExactly(Vectors.row(golden, name, q), within(1e-6f));
            }
        }
    }

    @Test
    void refusesAWindowOfOne() {
        assertThat(harness(4, 1, 1).problems())
                .containsExactly("value not understood: length-frames=1 (expected a whole number 2..1048576)");
    }
}
