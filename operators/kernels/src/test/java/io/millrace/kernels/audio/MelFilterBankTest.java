package io.millrace.kernels.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MelFilterBankTest {

    /** Weights and sums are float. */
    @ParameterizedTest
    @CsvSource({
        "slaney_160, 16000, 513, 160, 0, 8000, SLANEY",
        "slaney_80, 16000, 512, 80, 20, 7600, SLANEY",
        "htk_40, 8000, 512, 40, 0, 4000, HTK"
    })
    void equalsLibrosa(String name, double rate, int length, int bands, double low, double high, MelScale scale) {
        Golden golden = Golden.resource(getClass(), "/golden/mel.txt");
        MelFilterBank bank = new MelFilterBank(rate, length, bands, low, high, scale);
        float[] out = new float[bands + 1];
        bank.apply(golden.floats("power"), 0, out, 1);
        double[] expected = golden.doubles(name);
        for (int b = 0; b < bands; b++) {
            assertThat((double) out[b + 1])
                    .as("band %d", b)
                    .isCloseTo(expected[b], within(1e-6 * Math.max(expected[b], 1e-3)));
        }
    }

    @Test
    void decibelsHaveAFloor() {
        assertThat(Decibels.ofPower(100)).isEqualTo(20);
        assertThat(Decibels.ofPower(0)).isEqualTo(-100);
        assertThat(Decibels.ofPower(Float.NaN)).isEqualTo(-100);
        float[][] power = {{1e-3f, 10}, {0, 1}};
        Decibels.belowLoudest(power, 80);
        assertThat(power).isDeepEqualTo(new float[][] {{-40, 0}, {-80, -10}});
    }

    @Test
    void refusesBandsWithoutWidth() {
        assertThatThrownBy(() -> new MelFilterBank(16_000, 512, 40, 4000, 4000, MelScale.HTK))
                .hasMessage("argument out of range: lowHz=4000.0 (expected above -1.0E-9 and below 4000.0)");
    }
}
