package io.millrace.kernels.audio.aec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.kernels.audio.aec.EchoCancellation.Algorithm;
import io.millrace.kernels.audio.aec.EchoCancellation.Settings;
import io.millrace.kernels.audio.aec.Scene.Outputs;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EchoCancellationTest {

    private static final int RATE = 16000;

    private static EchoCancellation canceller(Algorithm algorithm) {
        return new EchoCancellation(new Settings(algorithm, RATE, 0.064, 0.25, 50, 10));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void followsAJumpOfTheDelay(Algorithm algorithm) {
        double[] far = Scene.syllables(RATE * 9, RATE, 1);
        double[] room = Scene.room(300, 2);
        double[] mic = Scene.through(far, room, 200);
        double[] later = Scene.through(far, room, 1400);
        System.arraycopy(later, 5 * RATE, mic, 5 * RATE, 4 * RATE);
        mic = Scene.sum(mic, Scene.uniform(mic.length, 3), 1e-4);
        EchoCancellation canceller = canceller(algorithm);
        Outputs out = Scene.run(canceller, mic, far);
        double before = Scene.ratioDb(mic, out.linear(), 4 * RATE, 5 * RATE);
        double after = Scene.ratioDb(mic, out.linear(), 7 * RATE, 8 * RATE);
        assertThat(before).isGreaterThan(20);
        assertThat(after).as("2 s after the jump; before it %.1f", before).isGreaterThan(before - 3);
        assertThat(canceller.metric(EchoMetric.DELAY_MS)).isBetween(1400 / 16.0, 1420 / 16.0);
        assertThat(canceller.metric(EchoMetric.REALIGNMENTS)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void learnsAnotherRoom(Algorithm algorithm) {
        double[] far = Scene.syllables(RATE * 8, RATE, 1);
        double[] mic = Scene.through(far, Scene.room(300, 2), 200);
        double[] other = Scene.through(far, Scene.room(300, 5), 200);
        System.arraycopy(other, 4 * RATE, mic, 4 * RATE, 4 * RATE);
        mic = Scene.sum(mic, Scene.uniform(mic.length, 3), 6e-3);
        Outputs out = Scene.run(canceller(algorithm), mic, far);
        double before = Scene.ratioDb(mic, out.linear(), 3 * RATE, 4 * RATE);
        double after = Scene.ratioDb(mic, out.linear(), 6 * RATE, 7 * RATE);
        assertThat(before).isGreaterThan(15);
        assertThat(after).as("2 s after; before %.1f", before).isGreaterThan(before - 3);
    }

    /** The far end's clock runs 100 millionths fast: found to 10, and worth several dB. */
    @Test
    void followsAClockThatRunsFast() {
        double[] far = Scene.syllables(RATE * 16, RATE, 1);
        double[] clean = Scene.through(far, Scene.room(300, 2), 700);
        double[] mic = Scene.sum(stretched(clean, 100e-6), Scene.uniform(far.length, 3), 1e-4);
        EchoCancellation canceller = canceller(Algorithm.KALMAN);
        Outputs out = Scene.run(canceller, mic, far);
        assertThat(canceller.metric(EchoMetric.DRIFT_PPM)).isCloseTo(100, within(10.0));
        assertThat(Scene.ratioDb(mic, out.linear(), 12 * RATE, out.length())).isGreaterThan(20);
        assertThat(canceller.metric(EchoMetric.DIVERGENCES)).isZero();
    }

    /** The signal at {@code n (1 - drift)}: its delay grows by {@code drift} a sample. */
    private static double[] stretched(double[] signal, double drift) {
        FarEndLine line = new FarEndLine(1024);
        double[] out = new double[signal.length];
        double[] block = new double[128];
        double delay = 32;
        for (int start = 0; start + 128 <= signal.length; start += 128) {
            line.push(Arrays.copyOfRange(signal, start, start + 128));
            line.read(delay, delay + drift * 128, block);
            delay += drift * 128;
            System.arraycopy(block, 0, out, start, 128);
        }
        return out;
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void leavesTheNearEndAloneWhileTheFarEndIsSilent(Algorithm algorithm) {
        double[] near = Scene.syllables(RATE * 4, RATE, 8);
        Outputs out = Scene.run(canceller(algorithm), near, new double[near.length]);
        // The filter with a DC notch takes a little of the lowest octave.
        assertThat(Scene.ratioDb(out.linear(), near, RATE, out.length())).isCloseTo(0, within(0.2));
        // These syllables are noise, and noise is suppressed at their edges; EchoClipsTest has speech.
        assertThat(Scene.ratioDb(out.full(), near, RATE, out.length())).isCloseTo(0, within(1.5));
    }

    @Test
    void neverMakesThingsWorse() {
        // The far end is delayed by more than is searched: there is nothing to cancel, only to diverge from.
        double[] far = Scene.syllables(RATE * 4, RATE, 1);
        double[] mic = Scene.through(far, Scene.room(300, 2), 6000);
        for (Algorithm algorithm : Algorithm.values()) {
            Outputs out = Scene.run(canceller(algorithm), mic, far);
            assertThat(Scene.ratioDb(mic, out.linear(), RATE, out.length())).isGreaterThan(-1);
        }
    }

    @Test
    void recoversFromGarbage() {
        double[] far = Scene.syllables(RATE * 6, RATE, 1);
        double[] mic = Scene.through(far, Scene.room(300, 2), 200);
        double[] dirty = mic.clone();
        double[] dirtyFar = far.clone();
        for (int i = RATE; i < RATE + 4000; i += 3) {
            dirty[i] = i % 2 == 0 ? Double.NaN : Float.MAX_VALUE;
            dirtyFar[i] = i % 2 == 0 ? Double.NEGATIVE_INFINITY : 1e9;
        }
        for (Algorithm algorithm : Algorithm.values()) {
            Outputs out = Scene.run(canceller(algorithm), dirty, dirtyFar);
            assertThat(Arrays.stream(out.full())).allMatch(v -> Math.abs(v) < 20);
            assertThat(Scene.ratioDb(mic, out.linear(), 5 * RATE, out.length()))
                    .as("%s", algorithm)
                    .isGreaterThan(15);
        }
    }

    @Test
    void knowsWhenBothSpeak() {
        double[] far = Scene.syllables(RATE * 6, RATE, 1);
        double[] echo = Scene.sum(Scene.through(far, Scene.room(300, 2), 200), Scene.uniform(far.length, 3), 1e-4);
        double[] near = Scene.syllables(far.length, RATE, 8);
        Arrays.fill(near, 0, 4 * RATE, 0);
        double[] mic = Scene.sum(echo, near, 2);
        EchoCancellation canceller = canceller(Algorithm.KALMAN);
        int block = canceller.blockSamples();
        int flaggedBefore = 0;
        int flaggedAfter = 0;
        for (int start = 0; start + block <= mic.length; start += block) {
            step(canceller, mic, far, start);
            boolean flagged = canceller.metric(EchoMetric.DOUBLE_TALK) == 1;
            flaggedBefore += flagged && start > 2 * RATE && start < 4 * RATE ? 1 : 0;
            flaggedAfter += flagged && start >= 4 * RATE ? 1 : 0;
        }
        int twoSeconds = 2 * RATE / block;
        assertThat(flaggedBefore).isLessThan(twoSeconds / 20);
        assertThat(flaggedAfter).isGreaterThan(twoSeconds / 3);
    }

    private static String step(EchoCancellation canceller, double[] mic, double[] far, int start) {
        int block = canceller.blockSamples();
        float[] m = new float[block];
        float[] f = new float[block];
        float[] linear = new float[block];
        float[] out = new float[block];
        for (int i = 0; i < block; i++) {
            m[i] = (float) mic[start + i];
            f[i] = (float) far[start + i];
        }
        canceller.process(m, f, linear, new float[block], out);
        return Arrays.toString(out) + Arrays.toString(linear) + canceller.metric(EchoMetric.ERLE_DB);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void continuesExactly(Algorithm algorithm) throws IOException {
        double[] far = Scene.syllables(8000 * 3, 8000, 1);
        double[] mic = Scene.through(far, Scene.room(50, 2), 300);
        KernelChecks.continuesExactly(
                36,
                () -> new EchoCancellation(new Settings(algorithm, 8000, 0.024, 0.03, 40, 6)),
                (canceller, i) -> step(canceller, mic, far, 64 * i));
    }

    @Test
    void allocatesNothing() {
        for (Algorithm algorithm : Algorithm.values()) {
            EchoCancellation canceller = new EchoCancellation(new Settings(algorithm, 8000, 0.024, 0.03, 40, 6));
            float[] mic = new float[64];
            float[] far = new float[64];
            Arrays.fill(far, 0.1f);
            float[] linear = new float[64];
            float[] out = new float[64];
            float[] echo = new float[64];
            KernelChecks.allocatesNothing(() -> canceller.process(mic, far, linear, echo, out));
        }
    }

    @Test
    void refusesRatesThatItIsNotMadeFor() {
        assertThatThrownBy(() -> new EchoCancellation(Settings.of(Algorithm.KALMAN, 4000)))
                .hasMessage("argument out of range: rateHz=4000.0 (expected above 7999.0 and below 48001.0)");
    }
}
