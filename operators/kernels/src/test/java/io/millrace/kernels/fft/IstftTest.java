package io.millrace.kernels.fft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import io.millrace.testkit.Signals;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IstftTest {

    /** Spectra that no signal has; values up to 3, rounded to float at the end. */
    @ParameterizedTest
    @CsvSource({"HANN, 32, 8", "ROOT_HANN, 32, 16", "HAMMING, 24, 12"})
    void equalsScipy(Window window, int length, int hop) {
        Golden golden = Golden.resource(getClass(), "/golden/istft.txt");
        String name = window.name().toLowerCase(Locale.ROOT) + "_" + length + "_" + hop;
        float[][] re = golden.floatRows(name + "_re");
        float[][] im = golden.floatRows(name + "_im");
        double[] expected = golden.doubles(name + "_x");
        Istft istft = new Istft(1, length, hop, window, window);
        float[][] out = new float[1][re.length * hop];
        for (int q = 0; q < re.length; q++) {
            float[] spectrum = Arrays.copyOf(re[q], 2 * istft.bins());
            System.arraycopy(im[q], 0, spectrum, istft.bins(), istft.bins());
            istft.add(0, spectrum, 0);
            istft.take(out, q * hop);
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) out[0][length - hop + i]).isCloseTo(expected[i], within(1e-6));
        }
    }

    /** A window for the spectra, none for the sum: the two need not be alike, nor the hop divide the length. */
    @Test
    void anyPairOfWindowsThatOverlapsGivesBackTheSamples() {
        float[][] x = {Signals.noise(1000, 0.3, 71), Signals.noise(1000, 0.3, 72)};
        SampleWindows windows = new SampleWindows(2, 50, 17, SampleWindows.Start.FIRST_HOP);
        Stft stft = new Stft(windows, Window.HAMMING, Stft.Scaling.NONE);
        Istft istft = new Istft(2, 50, 17, Window.HAMMING, Window.RECTANGULAR);
        float[][] y = new float[2][1020];
        float[] re = new float[stft.bins()];
        float[] spectrum = new float[2 * stft.bins()];
        int at = 0;
        for (int from = 0; from < 1000; ) {
            from += stft.push(x, from, 1000);
            if (stft.ready()) {
                for (int c = 0; c < 2; c++) {
                    float[] im = new float[stft.bins()];
                    stft.spectrum(c, re, im);
                    System.arraycopy(re, 0, spectrum, 0, re.length);
                    System.arraycopy(im, 0, spectrum, re.length, im.length);
                    istft.add(c, spectrum, 0);
                }
                istft.take(y, at);
                at += 17;
            }
        }
        for (int c = 0; c < 2; c++) {
            for (int i = 33; i < at; i++) {
                assertThat(y[c][i]).isCloseTo(x[c][i - 33], within(1e-6f));
            }
        }
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        float[] noise = Signals.noise(34 * 40, 1, 73);
        KernelChecks.continuesExactly(40, () -> new Istft(1, 32, 8, Window.HANN, Window.HANN), (istft, i) -> {
            float[][] out = new float[1][8];
            istft.add(0, noise, i * 34);
            istft.take(out, 0);
            return Arrays.toString(out[0]);
        });
    }

    @Test
    void allocatesNothing() {
        Istft istft = new Istft(1, 32, 8, Window.HANN, Window.HANN);
        float[] spectrum = Signals.noise(34, 1, 74);
        float[][] out = new float[1][8];
        KernelChecks.allocatesNothing(() -> {
            istft.add(0, spectrum, 0);
            istft.take(out, 0);
        });
    }

    @Test
    void refusesWindowsThatLeaveSamplesOut() {
        assertThat(Istft.isInvertible(32, 32, Window.HANN, Window.HANN)).isFalse();
        assertThat(Istft.isInvertible(32, 16, Window.HANN, Window.HANN)).isTrue();
        assertThatThrownBy(() -> new Istft(1, 32, 32, Window.HANN, Window.HANN))
                .hasMessage("windows leave samples out: lengthSamples=32, hopSamples=32"
                        + " (expected a shorter hop or another window)");
    }
}
