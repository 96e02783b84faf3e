package io.millrace.kernels.audio.aec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PostFilterTest {

    private static final int BLOCK = 128;

    private interface Step {
        void process(double[] in, double[] out, int start);
    }

    private static double[] run(double[] signal, Step step) {
        double[] out = new double[signal.length];
        double[] block = new double[BLOCK];
        for (int start = 0; start + BLOCK <= signal.length; start += BLOCK) {
            step.process(Arrays.copyOfRange(signal, start, start + BLOCK), block, start);
            if (start > 0) {
                System.arraycopy(block, 0, out, start - BLOCK, BLOCK);
            }
        }
        return out;
    }

    /** Nothing to suppress: the signal itself, a block late, to rounding. */
    @Test
    void isExactWhereItHasNothingToDo() {
        double[] signal = Scene.syllables(16000, 16000, 1);
        PostFilter filter = new PostFilter(16000, BLOCK, 0, 0);
        double[] out = run(signal, (in, block, start) -> filter.process(in, block));
        for (int i = 0; i < 16000 - 2 * BLOCK; i++) {
            assertThat(out[i]).isCloseTo(signal[i], within(1e-12));
        }
    }

    @Test
    void bringsSteadyNoiseDownToItsFloorAndLeavesSpeech() {
        double[] noise = Scene.uniform(16000 * 6, 3);
        double[] speech = Scene.syllables(noise.length, 16000, 1);
        Arrays.fill(speech, 0, 48000, 0);
        double[] noisy = Scene.sum(speech, noise, 0.005);
        PostFilter filter = new PostFilter(16000, BLOCK, 0, 15);
        double[] out = run(noisy, (in, block, start) -> filter.process(in, block));
        assertThat(Scene.ratioDb(noisy, out, 24000, 46000))
                .as("noise alone, at most by 15 dB")
                .isBetween(10.0, 15.0);
        assertThat(Scene.ratioDb(speech, Scene.sum(out, speech, -1), 50000, 94000))
                .as("speech over what differs from it")
                .isGreaterThan(20);
    }

    /** Nine tenths of the echo are predicted, a tenth leaks: it goes, and noise of the background's level stays. */
    @Test
    void takesLeakedEchoAwayAndFillsWithNoise() {
        double[] far = Scene.syllables(16000 * 4, 16000, 1);
        double[] background = Scene.uniform(far.length, 4);
        double[] error = new double[far.length];
        for (int i = 0; i < far.length; i++) {
            error[i] = 0.1 * far[i] + 1e-3 * background[i];
        }
        PostFilter filter = new PostFilter(16000, BLOCK, 50, 0);
        double[] out = run(error, (in, block, start) -> {
            double[] x = Arrays.copyOfRange(far, start, start + BLOCK);
            filter.process(in, Arrays.stream(x).map(v -> 0.9 * v).toArray(), x, block);
        });
        assertThat(Scene.ratioDb(error, out, 32000, far.length - 256)).isGreaterThan(12);
        double[] alone = Arrays.stream(background).map(v -> 1e-3 * v).toArray();
        assertThat(Scene.ratioDb(out, alone, 32000, far.length - 256))
                .as("output over background")
                .isBetween(-6.0, 6.0);
    }

    @Test
    void continuesExactly() throws IOException {
        double[] error = Scene.syllables(16 * 100, 8000, 1);
        double[] echo = Scene.syllables(16 * 100, 8000, 2);
        double[] out = new double[16];
        KernelChecks.continuesExactly(100, () -> new PostFilter(8000, 16, 40, 10), (filter, i) -> {
            double[] e = Arrays.copyOfRange(error, 16 * i, 16 * i + 16);
            double[] y = Arrays.copyOfRange(echo, 16 * i, 16 * i + 16);
            filter.process(e, y, y, out);
            return Arrays.toString(out) + filter.nearEnd() + filter.farActive();
        });
    }
}
