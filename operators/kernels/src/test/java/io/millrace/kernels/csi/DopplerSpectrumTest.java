package io.millrace.kernels.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DopplerSpectrumTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/csi-doppler.txt");
    private final float[][] re = golden.floatRows("h_re");
    private final float[][] im = golden.floatRows("h_im");

    /** Powers up to 4, rounded to float. */
    @ParameterizedTest
    @CsvSource({"32, 16", "25, 9"})
    void equalsScipy(int length, int hop) {
        for (boolean complex : new boolean[] {true, false}) {
            String name = (complex ? "complex_" : "real_") + length + "_" + hop;
            float[][] expected = golden.floatRows(name);
            DopplerSpectrum spectrum = new DopplerSpectrum(5, length, hop);
            int row = 0;
            for (int i = 0; i < re.length; i++) {
                boolean ready = complex ? spectrum.push(re[i], im[i]) : spectrum.push(re[i]);
                assertThat(ready).isEqualTo(i >= length - 1 && (i - length + 1) % hop == 0);
                if (ready) {
                    float[] power = new float[length];
                    spectrum.power(power);
                    assertThat(power).as("%s row %d", name, row).containsExactly(expected[row], within(1e-6f));
                    row++;
                }
            }
            assertThat(row).isEqualTo(expected.length);
        }
    }

    @Test
    void approachingAndRecedingAreToldApart() {
        for (int direction : new int[] {-1, 1}) {
            DopplerSpectrum spectrum = new DopplerSpectrum(1, 32, 32);
            for (int i = 0; i < 32; i++) {
                double angle = direction * 2 * Math.PI * 5 * i / 32;
                spectrum.push(
                        new float[] {(float) (10 + 2 * Math.cos(angle))}, new float[] {(float) (2 * Math.sin(angle))});
            }
            float[] power = new float[32];
            spectrum.power(power);
            assertThat(power[16 + 5 * direction]).isCloseTo(4f, within(1e-5f));
            assertThat(power[16 - 5 * direction]).isCloseTo(0f, within(1e-5f));
            assertThat(power[16]).as("what stands still").isCloseTo(0f, within(1e-5f));
        }
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        for (int hop : new int[] {1, 3, 11}) {
            KernelChecks.continuesExactly(40, () -> new DopplerSpectrum(5, 7, hop), (spectrum, i) -> {
                float[] power = new float[7];
                if (spectrum.push(re[i], im[i])) {
                    spectrum.power(power);
                }
                return Arrays.toString(power);
            });
        }
    }

    @Test
    void allocatesNothing() {
        DopplerSpectrum spectrum = new DopplerSpectrum(5, 32, 4);
        float[] power = new float[32];
        KernelChecks.allocatesNothing(() -> {
            if (spectrum.push(re[0], im[0])) {
                spectrum.power(power);
            }
        });
    }

    @Test
    void refusesToReadASpectrumThatIsNotReady() {
        DopplerSpectrum spectrum = new DopplerSpectrum(5, 32, 4);
        spectrum.push(re[0]);
        assertThatThrownBy(() -> spectrum.power(new float[32]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no spectrum is ready: missingFrames=31 (expected 0)");
    }
}
