package io.millrace.operators.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortTimeSpectrumTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new ShortTimeSpectrum())
                .with("length-frames: 16", "hop-frames: 6")
                .in(Vectors.spec("channel", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** Values up to 2 rounded to float, squared for power. */
    @ParameterizedTest
    @CsvSource({"hann, 32, 8", "hamming, 25, 25", "blackman, 16, 20"})
    void equalsScipy(String window, int length, int hop) {
        Golden golden = Vectors.golden("stft");
        float[] x = golden.floats("x");
        int samples = golden.shape("x")[1];
        int bins = length / 2 + 1;
        String name = window + "_" + length + "_" + hop;
        OperatorHarness<?> harness = OperatorHarness.of(new ShortTimeSpectrum())
                .with("length-frames: " + length, "hop-frames: " + hop, "window: " + window)
                .in(Vectors.spec("channel", 2));
        try (OperatorRun complex = harness.with("form: complex").open();
                OperatorRun power = harness.open()) {
            for (int i = 0; i < samples; i++) {
                complex.feed(Vectors.of(i, x[i], x[samples + i]));
                power.feed(Vectors.of(i, x[i], x[samples + i]));
            }
            double[] re = golden.doubles(name + "_re");
            double[] im = golden.doubles(name + "_im");
            int spectra = golden.shape(name + "_re")[1];
            assertThat(complex.emitted()).hasSize(spectra);
            assertThat(complex.last().tensor().shape()).isEqualTo(Shape.of(2, bins, 2));
            double scale = 1 / golden.doubles(name + "_sum")[0];
            for (int q = 0; q < spectra; q++) {
                float[] spectrum = complex.emitted().get(q).tensor().floats();
                float[] squares = power.emitted().get(q).tensor().floats();
                for (int k = 0; k < bins; k++) {
                    for (int c = 0; c < 2; c++) {
                        int at = (c * spectra + q) * bins + k;
                        double expectedRe = re[at] * scale;
                        double expectedIm = im[at] * scale;
                        assertThat((double) spectrum[2 * k + c]).isCloseTo(expectedRe, within(1e-6));
                        assertThat((double) spectrum[2 * bins + 2 * k + c]).isCloseTo(expectedIm, within(1e-6));
                        assertThat((double) squares[2 * k + c])
                                .isCloseTo(expectedRe * expectedRe + expectedIm * expectedIm, within(1e-6));
                    }
                }
            }
        }
    }

    @Test
    void describesWhatItEmits() {
        assertThat(harness(3).contract().outputs().get(0).spec()).hasToString("f32[bin=9, channel=3] 16.7 Hz");
        assertThat(harness(3).with("form: complex").contract().outputs().get(0).spec())
                .hasToString("f32[iq=2, bin=9, channel=3] 16.7 Hz");
    }

    @Test
    void refusesAnUnknownWindow() {
        assertThat(harness(1).with("window: flat").problems())
                .containsExactly("value not understood: window=flat"
                        + " (expected one of rectangular, hann, hamming, blackman, root-hann)");
    }
}
