package io.millrace.kernels.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.csi.PresenceDetector.State;
import io.millrace.kernels.csi.Turbulence.Measure;
import io.millrace.kernels.filter.HampelFilter;
import io.millrace.testkit.Npz;
import io.millrace.testkit.TestData;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The presence recipe on real recordings of five chips, against the table ESPectre publishes for them.
 *
 * <p>False positives are counted over the baseline after the skipped packets, against the threshold learned from it (up
 * to 750 packets, all of a shorter recording); packets before the window is full count as quiet. State is carried from
 * the baseline into the movement.
 */
class EspectreTableTest {

    private static final int SKIP = 300;
    private static final int CALIBRATION = 750;

    private final Turbulence sigma = turbulence(Measure.SIGMA);
    private final Turbulence variation = turbulence(Measure.COEFFICIENT_OF_VARIATION);

    private static Turbulence turbulence(Measure measure) {
        return Turbulence.over(measure, 12, 14, 16, 18, 20, 24, 28, 36, 40, 44, 48, 52);
    }

    @ParameterizedTest
    @CsvSource({
        "c3_64sc_20260329_130303, c3_64sc_20260329_130321, 96.1, 0.1, 0.46357",
        "c5_64sc_20260329_124440, c5_64sc_20260329_124504, 99.7, 1.1, 0.065534",
        "c6_64sc_20260310_230414, c6_64sc_20260310_230434, 98.1, 0.0, 0.439",
        "s3_64sc_20260329_125557, s3_64sc_20260329_125616, 99.8, 2.8, 0.11319",
        "esp32_64sc_20260310_232100, esp32_64sc_20260310_232137, 99.8, 0.0, 5.6985e-5"
    })
    void reproducesThePublishedTable(
            String baselineName, String movementName, double recall, double falsePositives, double threshold) {
        Path folder = TestData.require("csi-espectre");
        Path baseline = folder.resolve("baseline_" + baselineName + ".npz");
        Path movement = folder.resolve("movement_" + movementName + ".npz");
        Turbulence measure = array(baseline, "gain_locked").flag() ? sigma : variation;
        HampelFilter hampel = new HampelFilter(1, 7, 5);
        byte[][] still = array(baseline, "csi_data").byteRows();
        int calibration = Math.min(CALIBRATION, still.length - SKIP);
        PresenceDetector detector = PresenceDetector.learning(75, SKIP, calibration, 95, 1.1);

        double[] quiet = scores(still, measure, hampel, detector);
        double learned = detector.threshold();
        byte[][] moving = array(movement, "csi_data").byteRows();
        double[] busy = scores(moving, measure, hampel, detector);

        assertThat(learned).isCloseTo(threshold, within(1e-4 * threshold));
        // The table gives one decimal, so it is reproduced to the digit within half a unit of it.
        assertThat(percentAbove(busy, 0, learned)).isCloseTo(recall, within(0.0501));
        assertThat(percentAbove(quiet, SKIP, learned)).isCloseTo(falsePositives, within(0.0501));
        assertThat(detector.state()).isNotEqualTo(State.CALIBRATING);
    }

    private static Npz array(Path recording, String name) {
        return Objects.requireNonNull(Npz.read(recording, name));
    }

    private static double[] scores(
            byte[][] packets, Turbulence measure, HampelFilter hampel, PresenceDetector detector) {
        double[] scores = new double[packets.length];
        float[] re = new float[64];
        float[] im = new float[64];
        float[] turbulence = new float[1];
        for (int i = 0; i < packets.length; i++) {
            for (int k = 0; k < 64; k++) {
                im[k] = packets[i][2 * k];
                re[k] = packets[i][2 * k + 1];
            }
            Amplitude.of(re, im, re);
            turbulence[0] = (float) measure.of(re);
            hampel.process(turbulence, turbulence);
            detector.push(turbulence[0]);
            scores[i] = detector.score();
        }
        return scores;
    }

    private static double percentAbove(double[] scores, int from, double threshold) {
        int above = 0;
        for (int i = from; i < scores.length; i++) {
            above += scores[i] > threshold ? 1 : 0;
        }
        return 100.0 * above / (scores.length - from);
    }
}
