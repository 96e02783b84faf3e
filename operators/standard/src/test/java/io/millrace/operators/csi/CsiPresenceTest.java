package io.millrace.operators.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsiPresenceTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new CsiPresence())
                .with("window-frames: 15", "skip-frames: 20", "calibration-frames: 100")
                .in(Vectors.spec("value", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.of(sequence, (float) (2 + 0.1 * random.nextGaussian()));
    }

    @Override
    protected List<Integer> widths() {
        return List.of(1);
    }

    /** Turbulence rounded to float moves variances of 0.01 by 1e-8; no score comes that near to the threshold. */
    @Test
    void equalsNumpy() {
        Golden golden = Vectors.golden("csi-presence");
        float[] turbulence = golden.floats("turbulence");
        int unready = turbulence.length - golden.shape("score")[0];
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < turbulence.length; i++) {
                float[] fields =
                        run.feed(Vectors.of(i, turbulence[i])).last().tensor().floats();
                double score = i < unready ? 0 : golden.doubles("score")[i - unready];
                assertThat((double) fields[0]).as("frame %d", i).isCloseTo(score, within(1e-6));
                if (i < 119) {
                    assertThat(fields[1]).as("frame %d", i).isNaN();
                    assertThat(fields[2]).as("frame %d", i).isEqualTo(-1);
                } else {
                    assertThat((double) fields[1]).isCloseTo(golden.doubles("threshold")[0], within(1e-6));
                    assertThat((double) fields[2]).as("frame %d", i).isEqualTo(golden.doubles("present")[i - unready]);
                }
            }
        }
    }

    @Test
    void takesAGivenThresholdWithoutCalibration() {
        OperatorHarness<?> harness = OperatorHarness.of(new CsiPresence())
                .with("window-frames: 2", "threshold: 1")
                .in(Vectors.spec("value", 1));
        try (OperatorRun run = harness.open()) {
            run.feed(Vectors.of(0, 5), Vectors.of(1, 7), Vectors.of(2, 9.5f));
            assertThat(run.emitted()).extracting(f -> f.tensor().floats()[2]).containsExactly(-1f, 0f, 1f);
        }
    }

    @Test
    void refusesACalibrationThatDoesNotFillTheWindow() {
        assertThat(harness(1).with("calibration-frames: 14").problems())
                .containsExactly("calibration does not fill the window: calibration-frames=14, window-frames=15"
                        + " (expected calibration-frames at least window-frames)");
    }

    @Test
    void refusesMoreThanOneElement() {
        assertThat(harness(3).problems())
                .containsExactly("stream has another size: node=node, input=in-0, stream=f32[value=3] 100 Hz"
                        + " (expected one element, as turbulence gives it)");
    }
}
