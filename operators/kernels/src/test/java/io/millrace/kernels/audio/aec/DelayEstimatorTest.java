package io.millrace.kernels.audio.aec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayEstimatorTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "37, -1", "566, 1", "1857, -1", "3990, 1"})
    void findsTheDelayWhateverThePolarity(int delay, double gain) {
        double[] far = Scene.syllables(16000 * 2, 16000, 5);
        double[] mic = Scene.sum(Scene.through(far, new double[] {gain}, delay), Scene.uniform(far.length, 6), 0.02);
        DelayEstimator estimator = new DelayEstimator(4000, 16000);
        assertThat(estimates(estimator, mic, far)).isPositive();
        assertThat(estimator.delaySamples()).isCloseTo(delay, within(0.5));
        assertThat(estimator.inverted()).isEqualTo(gain < 0);
        assertThat(estimator.strength()).isBetween(0.1, 1.0);
    }

    @Test
    void saysNothingOfSignalsThatHaveNothingInCommon() {
        double[] far = Scene.syllables(16000 * 10, 16000, 5);
        double[] mic = Scene.syllables(far.length, 16000, 6);
        DelayEstimator estimator = new DelayEstimator(4000, 16000);
        assertThat(estimates(estimator, mic, far)).isZero();
        assertThat(estimator.delaySamples()).isNaN();
    }

    @Test
    void saysNothingWhileTheFarEndIsSilent() {
        DelayEstimator estimator = new DelayEstimator(4000, 16000);
        assertThat(estimates(estimator, Scene.uniform(32000, 1), new double[32000]))
                .isZero();
    }

    @Test
    void noticesAJumpWithinASecond() {
        double[] far = Scene.syllables(16000 * 5, 16000, 5);
        double[] before = Scene.through(far, new double[] {0.5}, 400);
        double[] after = Scene.through(far, new double[] {0.5}, 1300);
        DelayEstimator estimator = new DelayEstimator(4000, 16000);
        estimates(estimator, Arrays.copyOf(before, 48000), Arrays.copyOf(far, 48000));
        assertThat(estimator.delaySamples()).isCloseTo(400, within(0.5));
        estimates(estimator, Arrays.copyOfRange(after, 48000, 64000), Arrays.copyOfRange(far, 48000, 64000));
        assertThat(estimator.delaySamples()).isCloseTo(1300, within(0.5));
    }

    @Test
    void doesNotDependOnHowTheSignalsAreCut() {
        double[] far = Scene.syllables(16000, 16000, 5);
        double[] mic = Scene.through(far, new double[] {0.5}, 100);
        DelayEstimator whole = new DelayEstimator(500, 16000);
        whole.push(mic, far);
        DelayEstimator cut = new DelayEstimator(500, 16000);
        for (int i = 0; i + 7 <= far.length; i += 7) {
            cut.push(Arrays.copyOfRange(mic, i, i + 7), Arrays.copyOfRange(far, i, i + 7));
        }
        assertThat(cut.delaySamples()).isEqualTo(whole.delaySamples());
    }

    @Test
    void continuesExactly() throws IOException {
        double[] far = Scene.syllables(32 * 100, 16000, 5);
        double[] mic = Scene.through(far, new double[] {0.5}, 20);
        KernelChecks.continuesExactly(100, () -> new DelayEstimator(64, 16000), (estimator, i) -> {
            boolean fresh = estimator.push(
                    Arrays.copyOfRange(mic, 32 * i, 32 * i + 32), Arrays.copyOfRange(far, 32 * i, 32 * i + 32));
            return fresh + " " + estimator.delaySamples() + " " + estimator.strength();
        });
    }

    private static int estimates(DelayEstimator estimator, double[] mic, double[] far) {
        int count = 0;
        for (int i = 0; i + 128 <= mic.length; i += 128) {
            boolean fresh = estimator.push(Arrays.copyOfRange(mic, i, i + 128), Arrays.copyOfRange(far, i, i + 128));
            count += fresh ? 1 : 0;
        }
        return count;
    }
}
