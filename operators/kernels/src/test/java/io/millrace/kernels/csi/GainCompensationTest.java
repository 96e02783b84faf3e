package io.millrace.kernels.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GainCompensationTest {

    private final double[] agc =
            Golden.resource(getClass(), "/golden/csi-gain.txt").doubles("agc");
    private final double[] fft =
            Golden.resource(getClass(), "/golden/csi-gain.txt").doubles("fft");

    /** The same formula; numpy's power and the JDK's differ by an ulp. */
    @Test
    void equalsNumpyAfterTheBaselineAndIsOneBefore() {
        double[] expected = Golden.resource(getClass(), "/golden/csi-gain.txt").doubles("factor");
        GainCompensation gain = new GainCompensation(GainCompensation.DEFAULT_BASELINE_FRAMES);
        for (int i = 0; i < agc.length; i++) {
            assertThat(gain.ready()).isEqualTo(i >= 50);
            gain.observe((int) agc[i], (int) fft[i]);
            if (i < 49) {
                assertThat(gain.factor((int) agc[i], (int) fft[i])).isEqualTo(1);
            } else {
                double factor = gain.factor((int) agc[i], (int) fft[i]);
                assertThat(factor).as("packet %d", i).isCloseTo(expected[i], within(1e-14 * expected[i]));
            }
        }
    }

    @Test
    void twentyDecibelMoreGainMeanATenthOfTheFactor() {
        GainCompensation gain = new GainCompensation(1);
        gain.observe(30, -4);
        assertThat(gain.factor(30, -4)).isEqualTo(1);
        assertThat(gain.factor(50, -4)).isCloseTo(0.1, within(1e-15));
        assertThat(gain.factor(30, 76)).isCloseTo(0.1, within(1e-15));
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        KernelChecks.continuesExactly(15, () -> new GainCompensation(10), (gain, i) -> {
            gain.observe((int) agc[i], (int) fft[i]);
            return gain.factor((int) agc[i], (int) fft[i]);
        });
    }
}
