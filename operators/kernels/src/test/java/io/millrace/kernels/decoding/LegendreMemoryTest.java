package io.millrace.kernels.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegendreMemoryTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/legendre-memory.txt");

    @ParameterizedTest
    @CsvSource({"4, 7", "6, 50", "12, 100", "24, 100"})
    void discreteSystemEqualsScipy(int order, int theta) {
        double[][] expected = golden.rows("system_" + order + "_" + theta);
        LegendreMemory memory = new LegendreMemory(order, theta, 1);
        for (int i = 0; i < order; i++) {
            for (int j = 0; j <= order; j++) {
                assertThat(memory.coefficient(i, j)).as("%d,%d", i, j).isCloseTo(expected[i][j], within(1e-10));
            }
        }
    }

    @Test
    void hasThePublishedCoefficients() {
        LegendreMemory memory = new LegendreMemory(4, 7, 1);
        double[] row = {0.851762328922, -0.116003016322, -0.096354033387, -0.034030889808, 0.148237671078};
        for (int j = 0; j < row.length; j++) {
            assertThat(memory.coefficient(0, j)).isCloseTo(row[j], within(1e-12));
        }
        assertThat(memory.coefficient(3, 4)).isCloseTo(-0.238216228653, within(1e-12));
    }

    /** Three slow sines: the newest sample comes back from the far end of the memory, as exactly as the order allows. */
    @ParameterizedTest
    @CsvSource({"6, 50, 0.062", "12, 100, 0.03"})
    void recallsWhatItWasToldAWindowAgo(int order, int theta, double bound) {
        LegendreMemory memory = new LegendreMemory(order, theta, 1);
        double[] u = new double[3000];
        double error = 0;
        double power = 0;
        int shift = theta - 1;
        for (int t = 0; t < u.length; t++) {
            u[t] = Math.sin(0.031 * t) + 0.6 * Math.sin(0.0573 * t + 1) + 0.4 * Math.cos(0.0911 * t);
            memory.push(0, (float) u[t]);
            power += u[t] * u[t] / u.length;
            if (t >= shift) {
                double difference = memory.recall(0, 1) - u[t - shift];
                error += difference * difference / (u.length - shift);
            }
        }
        double nrmse = Math.sqrt(error / power);
        assertThat(nrmse).isLessThanOrEqualTo(bound);
        // The memory is float; numpy's is double.
        assertThat(nrmse).isCloseTo(golden.doubles("nrmse_" + order + "_" + theta)[0], within(1e-5));
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        Random random = new Random(5);
        float[][] x = new float[40][];
        Arrays.setAll(x, i -> Arrays2.gaussianFloats(random, 3));
        KernelChecks.continuesExactly(x.length, () -> new LegendreMemory(6, 12, 3), (memory, i) -> {
            memory.push(x[i]);
            return Arrays.toString(memory.coefficients(2));
        });
    }

    @Test
    void allocatesNothing() {
        LegendreMemory memory = new LegendreMemory(6, 12, 3);
        float[] x = {1, 2, 3};
        KernelChecks.allocatesNothing(() -> memory.push(x));
    }
}
