package io.millrace.kernels.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Signals;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftResamplerTest {

    private static final int RATE_HZ = 16_000;

    /**
     * A sine that the input's clock took too fast or slow comes out at its true frequency, in phase with true time: the
     * input is read at exactly {@code k * ratio}.
     */
    @ParameterizedTest
    @ValueSource(doubles = {-5000, -200, -20, 0, 20, 200, 5000})
    void undoesAKnownDrift(double ppm) {
        double ratio = 1 + ppm * 1e-6;
        for (double hz : new double[] {440, 3000, 6500}) {
            DriftResampler resampler = new DriftResampler(1);
            resampler.setInputPerOutput(ratio);
            float[][] x = {Signals.sine(32_000, hz, RATE_HZ * ratio, 0.5)};
            float[][] y = new float[1][resampler.mostOutputs(32_000)];
            int count = resampler.push(x, 0, 32_000, y, 0);
            double errorDb = RationalResamplerTest.errorDb(Arrays.copyOf(y[0], count), hz, RATE_HZ, 200);
            assertThat(errorDb).as("%s Hz, error in dB", hz).isLessThan(-90);
        }
    }

    /**
     * The whole loop: a microphone 200 ppm fast or slow, blocks of 10 ms whose times are wrong by up to ±1 ms (uniform), as
     * those of packets are. Left to itself it would drift by 384 samples in these two minutes. A loop of 16 s lets 0.26
     * samples of the jitter through (its noise bandwidth is 1.25 over the time constant), 0.1 rad of a sine of 1 kHz.
     */
    @ParameterizedTest
    @ValueSource(doubles = {-200, 200})
    void followsAClockFromTimesThatJitter(double ppm) {
        double inputHz = RATE_HZ * (1 + ppm * 1e-6);
        float[] y = follow(inputHz, 16, 120, 16);
        assertThat(errorDb(y, 20 * RATE_HZ)).as("20 s against one sine, dB").isLessThan(-18);
        assertThat(Math.abs(frequencyHz(y, 20 * RATE_HZ) / 1000 - 1))
                .as("relative error of the frequency")
                .isLessThan(4e-6);
    }

    /** With times that are exact, the loop settles and what remains is the error of the filter. */
    @ParameterizedTest
    @ValueSource(doubles = {-200, 0, 200})
    void followsAClockFromExactTimes(double ppm) {
        double inputHz = RATE_HZ * (1 + ppm * 1e-6);
        float[] y = follow(inputHz, 4, 60, 0);
        assertThat(errorDb(y, 5 * RATE_HZ)).as("error, dB").isLessThan(-80);
    }

    /** Resamples 1 kHz that a wrong clock took, steering by the times of blocks; jitter in samples, half width. */
    private static float[] follow(double inputHz, double timeConstant, int seconds, double jitter) {
        Random random = new Random(21);
        DriftResampler resampler = new DriftResampler(1);
        ClockTracker tracker = new ClockTracker(timeConstant * RATE_HZ, 8);
        float[] x = Signals.sine(seconds * RATE_HZ, 1000, inputHz, 0.5);
        float[][] y = new float[1][resampler.mostOutputs(x.length)];
        int count = 0;
        for (int from = 0; from + 160 <= x.length; from += 160) {
            // true time of the end of the block, in output samples, and what the output has reached of it
            double measured = (from + 160) * (RATE_HZ / inputHz) + jitter * (2 * random.nextDouble() - 1);
            int before = count;
            count += resampler.push(new float[][] {x}, from, from + 160, y, count);
            // the time at which the next output reads the input; it should be the output's own
            double read = measured - 1 + resampler.nextOutputAfterNewest();
            if (count > before) {
                resampler.setInputPerOutput(tracker.track(count - read, count - before));
            }
        }
        return Arrays.copyOf(y[0], count);
    }

    /** Power of what is no sine of 1 kHz, of any phase, in the last samples. */
    private static double errorDb(float[] y, int samples) {
        double re = 0;
        double im = 0;
        double power = 0;
        for (int i = y.length - samples; i < y.length; i++) {
            double angle = 2 * Math.PI * 1000 * i / RATE_HZ;
            re += y[i] * Math.cos(angle) * 2 / samples;
            im += y[i] * Math.sin(angle) * 2 / samples;
            power += (double) y[i] * y[i] / samples;
        }
        double sine = (re * re + im * im) / 2;
        return 10 * Math.log10(Math.max(power - sine, 1e-30) / sine);
    }

    /** From the phase of the first to that of the last second of so many. */
    private static double frequencyHz(float[] y, int samples) {
        double turned = phase(y, y.length - RATE_HZ) - phase(y, y.length - samples);
        turned -= 2 * Math.PI * Math.rint(turned / (2 * Math.PI));
        return 1000 + turned / (2 * Math.PI) * RATE_HZ / (samples - RATE_HZ);
    }

    private static double phase(float[] y, int from) {
        double re = 0;
        double im = 0;
        for (int i = from; i < from + RATE_HZ; i++) {
            double angle = 2 * Math.PI * 1000 * i / RATE_HZ;
            re += y[i] * Math.cos(angle);
            im -= y[i] * Math.sin(angle);
        }
        return Math.atan2(im, re);
    }

    @Test
    void chunkingDoesNotChangeABit() {
        float[][] x = {Signals.noise(3000, 1, 11)};
        float[][] whole = new float[1][4000];
        DriftResampler first = new DriftResampler(1);
        first.setInputPerOutput(1.0003);
        first.push(x, 0, 3000, whole, 0);
        DriftResampler second = new DriftResampler(1);
        second.setInputPerOutput(1.0003);
        float[][] cut = new float[1][4000];
        int at = 0;
        for (int from = 0; from < 3000; from += 37) {
            at += second.push(x, from, Math.min(3000, from + 37), cut, at);
        }
        assertThat(cut).isDeepEqualTo(whole);
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        float[][] x = {Signals.noise(60 * 7, 1, 14)};
        KernelChecks.continuesExactly(60, () -> new DriftResampler(1), (r, i) -> {
            float[][] out = new float[1][r.mostOutputs(7)];
            r.setInputPerOutput(1 + 1e-4 * i);
            int count = r.push(x, 7 * i, 7 * i + 7, out, 0);
            return Arrays.toString(Arrays.copyOf(out[0], count)) + r.nextOutputAfterNewest();
        });
        KernelChecks.continuesExactly(60, () -> new ClockTracker(1000, 8), (t, i) -> t.track(x[0][i] * 20, 7));
    }

    @Test
    void allocatesNothing() {
        DriftResampler resampler = new DriftResampler(1);
        float[][] x = {Signals.noise(8, 1, 15)};
        float[][] out = new float[1][resampler.mostOutputs(8)];
        KernelChecks.allocatesNothing(() -> resampler.push(x, 0, 8, out, 0));
    }

    @Test
    void refusesARatioFarFromOne() {
        assertThatThrownBy(() -> new DriftResampler(1).setInputPerOutput(1.05))
                .hasMessage("argument out of range: ratio=1.05 (expected above 0.98 and below 1.02)");
        assertThat(new DriftResampler(1).inputPerOutput()).isCloseTo(1, within(0.0));
    }
}
