package io.millrace.kernels.audio.aec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MdfFilterTest {

    private static final double FULL_SCALE = 32768;

    /**
     * What libspeexdsp answers, sample by sample. It computes in float and rounds to 16 bits; its weights follow its own
     * rounding, so the bound is one on energy: the difference lies 40 dB below the answer.
     */
    @Test
    void answersAsLibspeexdspDoes() {
        Golden golden = Golden.resource(getClass(), "/golden/aec-mdf.txt");
        double[] expected = golden.doubles("error");
        double[] error =
                Scene.error(new MdfFilter(64, 4, 8000), scaled(golden.doubles("mic")), scaled(golden.doubles("far")));
        double[] apart = Scene.sum(scaled(expected), error, -1);
        assertThat(Scene.ratioDb(error, apart, 0, error.length)).isGreaterThan(40);
    }

    private static double[] scaled(double[] samples) {
        return Arrays.stream(samples).map(s -> s / FULL_SCALE).toArray();
    }

    /** White noise through 1024 taps, noise 60 dB down: libspeexdsp's figure on the same samples, within 1 dB. */
    @Test
    void cancelsAsDeepAsLibspeexdsp() {
        double expected =
                Golden.resource(getClass(), "/golden/aec-speex-erle.txt").doubles("erle_db")[0];
        int count = 16000 * 8;
        double[] far = Scene.uniform(count, 1);
        for (int i = 0; i < count; i++) {
            far[i] = Math.rint(far[i] * 0.2 * FULL_SCALE) / FULL_SCALE;
        }
        double[] echo = Scene.through(far, Scene.room(1024, 3), 0);
        double rms = Math.sqrt(Arrays.stream(echo).map(e -> e * e).average().orElseThrow());
        double[] mic = Scene.sum(echo, Scene.uniform(count, 2), 1e-3 * rms * Math.sqrt(3));
        for (int i = 0; i < count; i++) {
            mic[i] = Math.rint(mic[i] * FULL_SCALE) / FULL_SCALE;
        }
        double[] error = Scene.error(new MdfFilter(128, 8, 16000), mic, far);
        assertThat(Scene.ratioDb(mic, error, count - 32000, count)).isCloseTo(expected, within(1.0));
    }

    @Test
    void continuesExactly() throws IOException {
        double[] far = Scene.uniform(16 * 60, 12);
        double[] mic = Scene.through(far, Scene.room(40, 13), 0);
        double[] error = new double[16];
        double[] echo = new double[16];
        KernelChecks.continuesExactly(60, () -> new MdfFilter(16, 3, 16000), (filter, i) -> {
            filter.process(
                    Arrays.copyOfRange(far, 16 * i, 16 * i + 16),
                    Arrays.copyOfRange(mic, 16 * i, 16 * i + 16),
                    i % 7 != 3,
                    error,
                    echo);
            return Arrays.toString(error);
        });
    }
}
