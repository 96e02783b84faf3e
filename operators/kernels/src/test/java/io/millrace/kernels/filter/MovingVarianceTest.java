package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MovingVarianceTest {

    /** Values near 1000 with variance 1: rounding of the mean leaves 1e-13. */
    @Test
    void equalsNumpy() {
        Golden golden = Golden.resource(getClass(), "/golden/statistics.txt");
        double[] x = golden.doubles("x");
        for (int window : new int[] {1, 4, 75}) {
            double[] expected = golden.doubles("variance_" + window);
            MovingVariance variance = new MovingVariance(window);
            for (int i = 0; i < x.length; i++) {
                variance.push(x[i]);
                assertThat(variance.variance()).as("window=%d", window).isCloseTo(expected[i], within(1e-12));
                assertThat(variance.full()).isEqualTo(i + 1 >= window);
                assertThat(variance.count()).isEqualTo(Math.min(window, i + 1));
            }
        }
    }

    /** Bit equality with a window that never saw anything else: whatever ten million samples left behind would show. */
    @Test
    void doesNotDriftInTenMillionSamples() {
        Random random = new Random(21);
        MovingVariance old = new MovingVariance(75);
        for (int i = 0; i < 10_000_000; i++) {
            old.push((i % 1000 == 0 ? 1e12 : 1) * random.nextDouble());
        }
        MovingVariance fresh = new MovingVariance(75);
        for (int i = 0; i < 75; i++) {
            double sample = 1e-3 * random.nextDouble();
            old.push(sample);
            fresh.push(sample);
        }
        assertThat(old.variance()).as("seed=21").isEqualTo(fresh.variance()).isPositive();
        assertThat(old.mean()).isEqualTo(fresh.mean());
    }

    @Test
    void forgetsASampleThatIsNotANumber() {
        MovingVariance variance = new MovingVariance(3);
        variance.push(Double.NaN);
        variance.push(1);
        assertThat(variance.variance()).isNaN();
        variance.push(2);
        variance.push(3);
        assertThat(variance.variance()).isCloseTo(2.0 / 3, within(1e-15));
    }

    @Test
    void isNotANumberWithoutSamples() {
        assertThat(new MovingVariance(3).variance()).isNaN();
        assertThat(new MovingVariance(3).mean()).isNaN();
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        KernelChecks.continuesExactly(30, () -> new MovingVariance(7), (variance, i) -> {
            variance.push(Math.sin(i));
            return variance.variance();
        });
    }

    @Test
    void allocatesNothing() {
        MovingVariance variance = new MovingVariance(75);
        double[] sink = new double[1];
        KernelChecks.allocatesNothing(() -> {
            variance.push(sink[0] + 1);
            sink[0] = variance.variance();
        });
    }
}
