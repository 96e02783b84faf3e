package io.millrace.kernels.fft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.kernels.fft.Stft.Scaling;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StftTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/stft.txt");
    private final float[][] x = golden.floatRows("x");

    /** Results are rounded to float: 6e-8 of values up to 15. */
    @ParameterizedTest
    @CsvSource({"HANN, 32, 8", "HAMMING, 25, 25", "BLACKMAN, 16, 20"})
    void equalsScipy(Window window, int length, int hop) {
        String name = window.name().toLowerCase(java.util.Locale.ROOT) + "_" + length + "_" + hop;
        double sum = golden.doubles(name + "_sum")[0];
        double[][] re = golden.rows(name + "_re");
        double[][] im = golden.rows(name + "_im");
        int spectra = re.length / 2;
        for (Scaling scaling : Scaling.values()) {
            double scale = scaling == Scaling.NONE ? 1 : sum;
            List<float[][]> actual = spectra(new Stft(2, length, hop, window, scaling), 150);
            assertThat(actual).hasSize(spectra);
            for (int q = 0; q < spectra; q++) {
                for (int c = 0; c < 2; c++) {
                    for (int k = 0; k < length / 2 + 1; k++) {
                        assertThat(actual.get(q)[2 * c][k] * scale).isCloseTo(re[c * spectra + q][k], within(1e-6));
                        assertThat(actual.get(q)[2 * c + 1][k] * scale).isCloseTo(im[c * spectra + q][k], within(1e-6));
                    }
                }
            }
        }
    }

    @Test
    void chunkingDoesNotChangeABit() {
        List<float[][]> whole = spectra(new Stft(2, 25, 7, Window.HANN, Scaling.NONE), 150);
        Random random = new Random(51);
        for (int trial = 0; trial < 20; trial++) {
            Stft stft = new Stft(2, 25, 7, Window.HANN, Scaling.NONE);
            List<float[][]> cut = new ArrayList<>();
            int from = 0;
            while (from < 150) {
                int to = Math.min(150, from + random.nextInt(40));
                while (from < to) {
                    from += stft.push(x, from, to);
                    if (stft.ready()) {
                        cut.add(read(stft));
                    }
                }
            }
            assertThat(cut.toArray(float[][][]::new)).as("seed=51").isDeepEqualTo(whole.toArray(float[][][]::new));
        }
    }

    @Test
    void takesNothingOfAnEmptyChunk() {
        Stft stft = new Stft(2, 4, 2, Window.HANN, Scaling.NONE);
        assertThat(stft.push(x, 3, 3)).isZero();
        assertThat(stft.ready()).isFalse();
    }

    @Test
    void powerIsTheSquaredMagnitude() {
        Stft stft = new Stft(2, 16, 4, Window.HANN, Scaling.NONE);
        stft.push(x, 0, 16);
        float[][] spectrum = read(stft);
        float[] power = new float[stft.bins()];
        stft.power(1, power);
        for (int k = 0; k < power.length; k++) {
            double expected = Math.pow(spectrum[2][k], 2) + Math.pow(spectrum[3][k], 2);
            assertThat((double) power[k]).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void sineReadsHalfItsAmplitudeOnItsBin() {
        Stft stft = new Stft(1, 64, 64, Window.HANN, Scaling.SPECTRUM);
        for (int i = 0; i < 64; i++) {
            stft.push(new float[] {(float) (3 * Math.cos(2 * Math.PI * 10 * i / 64))});
        }
        float[] power = new float[stft.bins()];
        stft.power(0, power);
        assertThat(Math.sqrt(power[10])).isCloseTo(1.5, within(1e-6));
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        for (int hop : new int[] {1, 3, 13}) {
            KernelChecks.continuesExactly(60, () -> new Stft(2, 8, hop, Window.HANN, Scaling.NONE), (stft, i) -> {
                boolean ready = stft.push(new float[] {x[0][i], x[1][i]});
                return ready ? Arrays.deepToString(read(stft)) : "not ready";
            });
        }
    }

    @Test
    void allocatesNothing() {
        Stft stft = new Stft(1, 32, 4, Window.HANN, Scaling.NONE);
        float[] sample = new float[1];
        float[] power = new float[stft.bins()];
        KernelChecks.allocatesNothing(() -> {
            if (stft.push(sample)) {
                stft.power(0, power);
            }
        });
    }

    @Test
    void refusesToReadASpectrumThatIsNotReady() {
        Stft stft = new Stft(1, 8, 4, Window.HANN, Scaling.NONE);
        stft.push(new float[] {1});
        assertThatThrownBy(() -> stft.power(0, new float[5]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no spectrum is ready: missingSamples=7 (expected 0)");
    }

    private List<float[][]> spectra(Stft stft, int samples) {
        List<float[][]> result = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            if (stft.push(new float[] {x[0][i], x[1][i]})) {
                result.add(read(stft));
            }
        }
        return result;
    }

    /** Real and imaginary parts of the first channel, then of the second. */
    private static float[][] read(Stft stft) {
        float[][] parts = new float[4][stft.bins()];
        stft.spectrum(0, parts[0], parts[1]);
        stft.spectrum(1, parts[2], parts[3]);
        return parts;
    }
}
