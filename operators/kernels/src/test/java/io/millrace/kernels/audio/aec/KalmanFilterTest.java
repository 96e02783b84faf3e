package io.millrace.kernels.audio.aec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KalmanFilterTest {

    /** The same equations in numpy; 70 blocks of feedback through another FFT: rounding grows, but stays far below 1e-9. */
    @Test
    void equalsTheStateSpaceEquations() {
        Golden golden = Golden.resource(getClass(), "/golden/aec-kalman.txt");
        double[] expected = golden.doubles("error");
        double[] error = Scene.error(new KalmanFilter(16, 4, 0.999, 0.5), golden.doubles("mic"), golden.doubles("far"));
        assertThat(error).hasSize(expected.length).containsExactly(expected, within(1e-9));
    }

    /**
     * White far end through an exponentially decaying path: the noise is the ceiling of what a linear filter can cancel, and
     * a filter that keeps learning stays below it by its misadjustment. Never above: that would be suppression.
     */
    @ParameterizedTest
    @CsvSource({"10, 0.5", "20, 1", "30, 2", "40, 3"})
    void cancelsDownToTheNoise(double noiseDb, double misadjustmentDb) {
        double[] far = Scene.uniform(16000 * 6, 1);
        double[] echo = Scene.through(far, Scene.room(256, 3), 0);
        double[] mic = Scene.sum(echo, Scene.uniform(far.length, 2), Math.pow(10, -noiseDb / 20));
        double[] error = Scene.error(new KalmanFilter(64, 4, 0.9995, 0.5), mic, far);
        int from = far.length - 32000;
        double ceiling = Scene.ratioDb(mic, Scene.sum(mic, echo, -1), from, far.length - 64);
        double settled = Scene.ratioDb(mic, error, from, far.length - 64);
        assertThat(settled).isBetween(ceiling - misadjustmentDb, ceiling);
        assertThat(Scene.ratioDb(mic, error, 8000, 12000))
                .as("after half a second")
                .isGreaterThan(settled - 6);
    }

    @Test
    void findsThePath() {
        double[] path = Scene.room(256, 7);
        double[] far = Scene.uniform(16000 * 3, 8);
        KalmanFilter filter = new KalmanFilter(64, 4, 0.9999, 0.125);
        double[] error = Scene.error(filter, Scene.through(far, path, 0), far);
        double[] found = new double[filter.taps()];
        filter.response(found);
        double[] missed = Scene.sum(found, path, -1);
        assertThat(Scene.ratioDb(path, missed, 0, 256)).isGreaterThan(35);
        assertThat(Scene.ratioDb(far, error, 8000, 16000))
                .as("after half a second")
                .isGreaterThan(25);
    }

    @Test
    void goesBackToWhatItKnew() {
        double[] far = Scene.uniform(16000, 9);
        KalmanFilter filter = new KalmanFilter(64, 4, 0.999, 0.5);
        Scene.error(filter, Scene.through(far, Scene.room(256, 10), 0), far);
        double[] known = new double[256];
        filter.response(known);
        filter.remember();
        filter.remember();
        Scene.error(filter, Scene.through(far, Scene.room(256, 11), 0), far);
        filter.recall();
        double[] recalled = new double[256];
        filter.response(recalled);
        assertThat(recalled).containsExactly(known);
    }

    @Test
    void continuesExactly() throws IOException {
        double[] far = Scene.uniform(16 * 60, 12);
        double[] mic = Scene.through(far, Scene.room(40, 13), 0);
        double[] error = new double[16];
        double[] echo = new double[16];
        KernelChecks.continuesExactly(60, () -> new KalmanFilter(16, 3, 0.999, 0.5), (filter, i) -> {
            filter.process(
                    Arrays.copyOfRange(far, 16 * i, 16 * i + 16),
                    Arrays.copyOfRange(mic, 16 * i, 16 * i + 16),
                    i % 7 != 3,
                    error,
                    echo);
            return Arrays.toString(error);
        });
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> new KalmanFilter(8, 4, 0.999, 0.5))
                .hasMessage("argument out of range: block=8 (expected 16..4096)");
        assertThatThrownBy(() -> new KalmanFilter(64, 4, 1, 0.5))
                .hasMessage("argument out of range: memory=1.0 (expected above 0.0 and below 1.0)");
    }
}
