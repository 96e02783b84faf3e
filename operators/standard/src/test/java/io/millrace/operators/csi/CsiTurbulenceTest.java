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

class CsiTurbulenceTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new CsiTurbulence()).with("normalise: sigma").in(Vectors.spec("subcarrier", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** The amplitudes are rounded to float first, which moves values near 40 by a few 1e-6. */
    @Test
    void equalsNumpy() {
        Golden golden = Vectors.golden("csi-amplitude");
        double[] sigma = golden.doubles("sigma");
        double[] cv = golden.doubles("cv");
        double[] masked = golden.doubles("masked_sigma");
        OperatorHarness<?> chosen = OperatorHarness.of(new CsiTurbulence()).in(Vectors.spec("subcarrier", 12));
        try (OperatorRun sigmas = chosen.with("normalise: sigma").open();
                OperatorRun variations = chosen.with("normalise: cv").open();
                OperatorRun all = harness(64).open()) {
            for (int row = 0; row < 12; row++) {
                float[] magnitude = Vectors.row(golden, "magnitude", row);
                float[] some = new float[12];
                for (int i = 0; i < 12; i++) {
                    some[i] = magnitude[(int) golden.doubles("chosen")[i]];
                }
                assertThat(value(sigmas, row, some)).isCloseTo(sigma[row], within(1e-5));
                assertThat(value(variations, row, some)).isCloseTo(cv[row], within(1e-6));
                assertThat(value(all, row, Vectors.row(golden, "masked", row))).isCloseTo(masked[row], within(1e-5));
            }
        }
    }

    private static double value(OperatorRun run, int row, float[] amplitudes) {
        return run.feed(Vectors.of(row, amplitudes)).last().tensor().floats()[0];
    }

    @Test
    void refusesAnUnknownMeasure() {
        assertThat(harness(4).with("normalise: mean").problems())
                .containsExactly("value not understood: normalise=mean (expected one of sigma, cv)");
    }
}
