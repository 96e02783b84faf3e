package io.millrace.kernels.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.testkit.Golden;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AmplitudeTest {

    /** One rounding to float of magnitudes up to 182. */
    @Test
    void equalsNumpy() {
        Golden golden = Golden.resource(getClass(), "/golden/csi-amplitude.txt");
        float[][] re = golden.floatRows("h_re");
        float[][] im = golden.floatRows("h_im");
        float[][] expected = golden.floatRows("magnitude");
        for (int i = 0; i < re.length; i++) {
            float[] out = new float[64];
            Amplitude.of(re[i], im[i], out);
            assertThat(out).containsExactly(expected[i], within(2e-5f));
        }
    }

    @Test
    void neitherOverflowsNorUnderflowsAndWorksInPlace() {
        float[] re = {3e38f, 3e-40f, 0f, -3f};
        float[] im = {0f, 4e-40f, 0f, 4f};
        Amplitude.of(re, im, re);
        assertThat(re).containsExactly(new float[] {3e38f, 5e-40f, 0f, 5f}, within(1e-44f));
    }

    @Test
    void equalsHypotAtEveryLength() {
        Random random = new Random(61);
        for (int n : Arrays2.AWKWARD_SIZES) {
            float[] re = Arrays2.gaussianFloats(random, n);
            float[] im = Arrays2.gaussianFloats(random, n);
            float[] out = new float[n];
            Amplitude.of(re, im, out);
            for (int i = 0; i < n; i++) {
                assertThat((double) out[i]).as("seed=61 n=%d", n).isCloseTo(Math.hypot(re[i], im[i]), within(3e-7));
            }
        }
    }
}
