package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import org.junit.jupiter.api.Test;

class PercentileTest {

    /** One interpolation between values near 1000: an ulp or two. */
    @Test
    void equalsNumpyLinear() {
        Golden golden = Golden.resource(getClass(), "/golden/statistics.txt");
        double[] percentiles = golden.doubles("percentiles");
        for (int n : new int[] {1, 2, 3, 10, 200}) {
            double[] expected = golden.doubles("percentile_" + n);
            for (int i = 0; i < percentiles.length; i++) {
                assertThat(Percentile.of(golden.doubles("x"), n, percentiles[i]))
                        .as("n=%d percentile=%s", n, percentiles[i])
                        .isCloseTo(expected[i], within(3e-13));
            }
        }
    }

    @Test
    void refusesWhatHasNoPercentile() {
        assertThatThrownBy(() -> Percentile.of(new double[3], 0, 50))
                .hasMessage("argument out of range: count=0 (expected 1..3)");
        assertThatThrownBy(() -> Percentile.ofSorted(new double[3], 3, 101))
                .hasMessage("argument out of range: percentile=101.0 (expected 0..100)");
    }
}
