package io.millrace.kernels.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhaseSanitizerTest {

    private static final int[] INDEX = IntStream.range(-32, 32).toArray();

    /** The line in double: 1e-9 is the accuracy asked for. The rest is rounded to float, of values up to 25. */
    @Test
    void equalsUnwrapAndLeastSquaresOfNumpy() {
        Golden golden = Golden.resource(getClass(), "/golden/csi-phase.txt");
        boolean[] valid = new boolean[64];
        for (int i = 0; i < 64; i++) {
            valid[i] = golden.doubles("valid")[i] != 0;
        }
        PhaseSanitizer sanitizer = new PhaseSanitizer(INDEX);
        float[][] re = golden.floatRows("h_re");
        float[][] im = golden.floatRows("h_im");
        for (int i = 0; i < re.length; i++) {
            sanitizer.fit(re[i], im[i], valid);
            assertThat(sanitizer.slope()).as("packet %d", i).isCloseTo(golden.doubles("slope")[i], within(1e-9));
            assertThat(sanitizer.intercept())
                    .as("packet %d", i)
                    .isCloseTo(golden.doubles("intercept")[i], within(1e-9));
            float[] residual = new float[64];
            sanitizer.residual(residual);
            assertThat(residual).containsExactly(golden.floatRows("residual")[i], within(2e-6f));
            sanitizer.rotate(re[i], im[i], re[i], im[i]);
            assertThat(re[i]).containsExactly(golden.floatRows("rotated_re")[i], within(4e-6f));
            assertThat(im[i]).containsExactly(golden.floatRows("rotated_im")[i], within(4e-6f));
        }
    }

    @Test
    void takesAPureLineOutCompletely() {
        float[] re = new float[64];
        float[] im = new float[64];
        boolean[] valid = new boolean[64];
        Arrays.fill(valid, true);
        for (int i = 0; i < 64; i++) {
            re[i] = (float) Math.cos(2.9 * INDEX[i] - 1.3);
            im[i] = (float) Math.sin(2.9 * INDEX[i] - 1.3);
        }
        PhaseSanitizer sanitizer = new PhaseSanitizer(INDEX);
        sanitizer.fit(re, im, valid);
        sanitizer.rotate(re, im, re, im);
        assertThat(sanitizer.slope()).isCloseTo(2.9, within(1e-7));
        assertThat(re).containsExactly(filled(1f), within(1e-6f));
        assertThat(im).containsExactly(filled(0f), within(1e-6f));
    }

    /** All quadrants and many turns, against the JDK's own reduction; the result is rounded to float. */
    @Test
    void rotatesByTheLineThatWasFitted() {
        boolean[] valid = new boolean[64];
        Arrays.fill(valid, true);
        PhaseSanitizer sanitizer = new PhaseSanitizer(INDEX);
        for (int step = -30; step <= 30; step++) {
            float[] re = new float[64];
            float[] im = new float[64];
            for (int i = 0; i < 64; i++) {
                re[i] = (float) Math.cos(0.1 * step * INDEX[i] + step);
                im[i] = (float) Math.sin(0.1 * step * INDEX[i] + step);
            }
            sanitizer.fit(re, im, valid);
            sanitizer.rotate(filled(1f), filled(0f), re, im);
            for (int i = 0; i < 64; i++) {
                double angle = sanitizer.slope() * INDEX[i] + sanitizer.intercept();
                assertThat((double) re[i]).as("angle %s", angle).isCloseTo(Math.cos(angle), within(6e-8));
                assertThat((double) im[i]).as("angle %s", angle).isCloseTo(-Math.sin(angle), within(6e-8));
            }
        }
    }

    @Test
    void copesWithOneValidSubcarrierAndWithNone() {
        float[] re = filled(0f);
        float[] im = filled(2f);
        boolean[] valid = new boolean[64];
        PhaseSanitizer sanitizer = new PhaseSanitizer(INDEX);
        sanitizer.fit(re, im, valid);
        assertThat(sanitizer.slope()).isZero();
        assertThat(sanitizer.intercept()).isZero();
        valid[10] = true;
        sanitizer.fit(re, im, valid);
        assertThat(sanitizer.slope()).isZero();
        assertThat(sanitizer.intercept()).isCloseTo(Math.PI / 2, within(1e-15));
    }

    @Test
    void allocatesNothing() {
        PhaseSanitizer sanitizer = new PhaseSanitizer(INDEX);
        float[] re = filled(1f);
        float[] im = filled(-2f);
        float[] out = new float[64];
        boolean[] valid = new boolean[64];
        Arrays.fill(valid, true);
        KernelChecks.allocatesNothing(() -> {
            sanitizer.fit(re, im, valid);
            sanitizer.rotate(re, im, re, im);
            sanitizer.residual(out);
        });
    }

    @Test
    void refusesNumbersThatDoNotAscend() {
        assertThatThrownBy(() -> new PhaseSanitizer(-1, 1, 1))
                .hasMessage(
                        "sub-carrier numbers do not ascend: position=2, number=1, before=1 (expected strictly ascending)");
    }

    private static float[] filled(float value) {
        float[] result = new float[64];
        Arrays.fill(result, value);
        return result;
    }
}
