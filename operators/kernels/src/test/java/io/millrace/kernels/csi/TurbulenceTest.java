package io.millrace.kernels.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.csi.Turbulence.Measure;
import io.millrace.testkit.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TurbulenceTest {

    /** The amplitudes are rounded to float first: 1e-5 of values up to 182. */
    @Test
    void equalsNumpy() {
        Golden golden = Golden.resource(getClass(), "/golden/csi-amplitude.txt");
        int[] chosen =
                Arrays.stream(golden.doubles("chosen")).mapToInt(v -> (int) v).toArray();
        Turbulence sigma = Turbulence.over(Measure.SIGMA, chosen);
        Turbulence variation = Turbulence.over(Measure.COEFFICIENT_OF_VARIATION, chosen);
        Turbulence nonZero = Turbulence.overNonZero(Measure.SIGMA);
        float[][] magnitude = golden.floatRows("magnitude");
        float[][] masked = golden.floatRows("masked");
        for (int i = 0; i < magnitude.length; i++) {
            assertThat(sigma.of(magnitude[i])).isCloseTo(golden.doubles("sigma")[i], within(1e-5));
            assertThat(variation.of(magnitude[i])).isCloseTo(golden.doubles("cv")[i], within(1e-6));
            assertThat(nonZero.of(masked[i])).isCloseTo(golden.doubles("masked_sigma")[i], within(1e-5));
        }
    }

    @Test
    void isIndependentOfTheGainAsACoefficientOfVariation() {
        float[] weak = {1, 2, 3, 0, 5};
        float[] strong = {8, 16, 24, 0, 40};
        Turbulence variation = Turbulence.overNonZero(Measure.COEFFICIENT_OF_VARIATION);
        assertThat(variation.of(strong)).isEqualTo(variation.of(weak)).isPositive();
    }

    @Test
    void isZeroWithoutAnySignal() {
        assertThat(Turbulence.overNonZero(Measure.SIGMA).of(new float[64])).isZero();
        assertThat(Turbulence.over(Measure.COEFFICIENT_OF_VARIATION, 3, 4).of(new float[64]))
                .isZero();
    }

    @Test
    void keepsANotANumberVisible() {
        float[] broken = {1, Float.NaN, 2};
        for (Measure measure : Measure.values()) {
            assertThat(Turbulence.over(measure, 0, 1, 2).of(broken)).isNaN();
            assertThat(Turbulence.overNonZero(measure).of(broken)).isNaN();
        }
    }

    @Test
    void refusesPositionsThatAreNone() {
        assertThatThrownBy(() -> Turbulence.over(Measure.SIGMA))
                .hasMessage("argument out of range: positions=0 (expected at least 1)");
        assertThatThrownBy(() -> Turbulence.over(Measure.SIGMA, 4, -1))
                .hasMessage("argument out of range: position=-1 (expected at least 0)");
    }
}
