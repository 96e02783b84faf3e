package io.millrace.kernels.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import io.millrace.testkit.Signals;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RationalResamplerTest {

    /** Everything, with silence after the end. */
    private static float[][] resample(float[][] x, int up, int down) {
        RationalResampler resampler = new RationalResampler(x.length, up, down);
        int length = x[0].length;
        float[][] padded = new float[x.length][];
        Arrays.setAll(padded, c -> Arrays.copyOf(x[c], length + resampler.reach()));
        float[][] out = new float[x.length][resampler.mostOutputs(padded[0].length)];
        int produced = resampler.push(padded, 0, padded[0].length, out, 0);
        int wanted = (int) Math.min(produced, ((long) length * up + down - 1) / down);
        return Arrays.stream(out).map(o -> Arrays.copyOf(o, wanted)).toArray(float[][]::new);
    }

    /** Sums of 96 floats of size 1: some 1e-6. */
    @ParameterizedTest
    @CsvSource({"3, 1", "1, 3", "2, 3", "160, 147"})
    void equalsScipyWithTheSameFilter(int up, int down) {
        Golden golden = Golden.resource(getClass(), "/golden/resampled.txt");
        float[][] y = resample(golden.floatRows("x"), up, down);
        double[][] expected = golden.rows("y_" + up + "_" + down);
        for (int c = 0; c < 2; c++) {
            assertThat(y[c]).hasSize(expected[c].length);
            for (int i = 0; i < y[c].length; i++) {
                assertThat((double) y[c][i]).as("channel %d, sample %d", c, i).isCloseTo(expected[c][i], within(2e-6));
            }
        }
    }

    /** A sine below 0.433 of the lower rate comes out as itself, but for errors of -80 dB and less, the whole band over. */
    @ParameterizedTest
    @CsvSource({"48000, 16000", "16000, 48000", "44100, 16000", "16000, 44100", "8000, 16000", "48000, 44100"})
    void theBandPasses(int fromHz, int toHz) {
        double top = 0.433 * Math.min(fromHz, toHz);
        double worstDb = Double.NEGATIVE_INFINITY;
        for (int step = 1; step <= 16; step++) {
            double hz = top * step / 16;
            float[] y = resample(new float[][] {Signals.sine(fromHz / 8, hz, fromHz, 0.5)}, toHz, fromHz)[0];
            worstDb = Math.max(worstDb, errorDb(y, hz, toHz, 200));
        }
        assertThat(worstDb).as("largest error below the sine, dB").isLessThan(-80);
    }

    /** What the lower rate cannot hold is gone. */
    @Test
    void nothingIsFolded() {
        for (double hz : new double[] {8100, 9000, 12_000, 15_900, 20_000}) {
            float[] y = resample(new float[][] {Signals.sine(9600, hz, 48_000, 1)}, 16_000, 48_000)[0];
            double power = 0;
            for (int i = 200; i < y.length - 200; i++) {
                power += y[i] * y[i] / (y.length - 400.0);
            }
            assertThat(10 * Math.log10(2 * power)).as("%s Hz, dB", hz).isLessThan(-95);
        }
    }

    /** Error against the sine itself, dB of its power, without the ends. */
    static double errorDb(float[] y, double hz, double rateHz, int ends) {
        double error = 0;
        for (int i = ends; i < y.length - ends; i++) {
            double wanted = 0.5 * Math.sin(2 * Math.PI * hz * i / rateHz);
            error += (y[i] - wanted) * (y[i] - wanted);
        }
        return 10 * Math.log10(error / (y.length - 2 * ends) / 0.125);
    }

    @Test
    void chunkingDoesNotChangeABit() {
        float[][] x = {Signals.noise(3000, 1, 11), Signals.noise(3000, 1, 12)};
        Random random = new Random(13);
        float[][] whole = new float[2][8000];
        int produced = new RationalResampler(2, 147, 160).push(x, 0, 3000, whole, 0);
        for (int trial = 0; trial < 10; trial++) {
            RationalResampler resampler = new RationalResampler(2, 147, 160);
            float[][] cut = new float[2][8000];
            int at = 0;
            for (int from = 0; from < 3000; ) {
                int to = Math.min(3000, from + random.nextInt(200));
                at += resampler.push(x, from, to, cut, at);
                from = to;
            }
            assertThat(at).isEqualTo(produced);
            assertThat(cut).as("seed=13").isDeepEqualTo(whole);
        }
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        float[][] x = {Signals.noise(60 * 7, 1, 14)};
        KernelChecks.continuesExactly(60, () -> new RationalResampler(1, 3, 2), (r, i) -> {
            float[][] out = new float[1][r.mostOutputs(7)];
            int count = r.push(x, 7 * i, 7 * i + 7, out, 0);
            return Arrays.toString(Arrays.copyOf(out[0], count));
        });
    }

    @Test
    void allocatesNothing() {
        RationalResampler resampler = new RationalResampler(1, 3, 2);
        float[][] x = {Signals.noise(8, 1, 15)};
        float[][] out = new float[1][resampler.mostOutputs(8)];
        KernelChecks.allocatesNothing(() -> resampler.push(x, 0, 8, out, 0));
    }

    @Test
    void refusesARatioWithTooManyPhases() {
        assertThatThrownBy(() -> new RationalResampler(1, 44_101, 16_000))
                .hasMessage("argument out of range: up=44101 (expected 1..4096)");
    }
}
