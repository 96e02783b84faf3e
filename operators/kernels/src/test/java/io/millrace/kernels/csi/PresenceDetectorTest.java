package io.millrace.kernels.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.kernels.csi.PresenceDetector.State;
import io.millrace.testkit.Golden;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PresenceDetectorTest {

    private static final int SKIP = 20;
    private static final int WINDOW = 15;
    private static final int CALIBRATION = 100;

    private final Golden golden = Golden.resource(getClass(), "/golden/csi-presence.txt");
    private final double[] turbulence = golden.doubles("turbulence");

    /** Two-pass variances of values near 2: 1e-15 or so. */
    @Test
    void equalsNumpy() {
        double[] score = golden.doubles("score");
        double[] present = golden.doubles("present");
        double threshold = golden.doubles("threshold")[0];
        PresenceDetector detector = learning();
        int found = 0;
        for (int i = 0; i < turbulence.length; i++) {
            State state = detector.push(turbulence[i]);
            int row = i - SKIP - WINDOW + 1;
            if (row < 0) {
                assertThat(detector.score()).isZero();
            } else {
                assertThat(detector.score()).as("packet %d", i).isCloseTo(score[row], within(1e-14));
            }
            if (i < SKIP + CALIBRATION - 1) {
                assertThat(state).as("packet %d", i).isEqualTo(State.CALIBRATING);
                assertThat(detector.threshold()).isNaN();
            } else {
                assertThat(detector.threshold()).isCloseTo(threshold, within(1e-14));
                assertThat(state).as("packet %d", i).isEqualTo(present[row] > 0 ? State.PRESENT : State.ABSENT);
                found += state == State.PRESENT ? 1 : 0;
            }
            assertThat(detector.state()).isEqualTo(state);
        }
        assertThat(found).as("both states occur").isBetween(1, turbulence.length - SKIP - CALIBRATION);
    }

    @Test
    void usesAGivenThresholdAsSoonAsTheWindowIsFull() {
        PresenceDetector detector = PresenceDetector.withThreshold(2, 1, 1);
        assertThat(detector.push(100)).isEqualTo(State.CALIBRATING);
        assertThat(detector.push(5)).isEqualTo(State.CALIBRATING);
        assertThat(detector.push(7)).as("score 1 is not above 1").isEqualTo(State.ABSENT);
        assertThat(detector.push(9.5)).isEqualTo(State.PRESENT);
        assertThat(detector.threshold()).isEqualTo(1);
    }

    /** A factor that is changed while it runs is the one it would have had from the start, calibration and all. */
    @Test
    void anotherFactorIsTakenUpWithoutAnotherCalibration() throws IOException {
        for (int cut : new int[] {SKIP + CALIBRATION / 2, SKIP + CALIBRATION + 40}) {
            PresenceDetector first = learning();
            PresenceDetector other = PresenceDetector.learning(WINDOW, SKIP, CALIBRATION, 80, 2);
            for (int i = 0; i < cut; i++) {
                first.push(turbulence[i]);
                other.push(turbulence[i]);
            }
            PresenceDetector changed = PresenceDetector.learning(WINDOW, SKIP, CALIBRATION, 80, 2);
            changed.loadChanged(KernelChecks.saved(first));
            for (int i = cut; i < turbulence.length; i++) {
                assertThat(changed.push(turbulence[i])).isEqualTo(other.push(turbulence[i]));
            }
            assertThat(changed.threshold()).isEqualTo(other.threshold()).isNotEqualTo(first.threshold());
        }
        PresenceDetector given = PresenceDetector.withThreshold(2, 0, 1);
        given.push(5);
        given.push(7.5);
        PresenceDetector stricter = PresenceDetector.withThreshold(2, 0, 2);
        stricter.loadChanged(KernelChecks.saved(given));
        assertThat(given.state()).isEqualTo(State.PRESENT);
        assertThat(stricter.state()).isEqualTo(State.ABSENT);
    }

    @Test
    void passesOverWhatIsNotFinite() {
        PresenceDetector clean = learning();
        PresenceDetector disturbed = learning();
        for (int i = 0; i < turbulence.length; i++) {
            State before = disturbed.state();
            assertThat(disturbed.push(i % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY))
                    .isEqualTo(before);
            assertThat(disturbed.push(turbulence[i])).isEqualTo(clean.push(turbulence[i]));
        }
        assertThat(disturbed.threshold()).isEqualTo(clean.threshold());
        assertThat(disturbed.score()).isEqualTo(clean.score());
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        KernelChecks.continuesExactly(turbulence.length, PresenceDetectorTest::learning, (detector, i) -> {
            State state = detector.push(turbulence[i]);
            return state + " " + detector.score() + " " + detector.threshold();
        });
    }

    @Test
    void allocatesNothing() {
        PresenceDetector detector = learning();
        double[] next = {0};
        KernelChecks.allocatesNothing(() -> detector.push(next[0]++));
    }

    @Test
    void refusesWhatCannotBeLearned() {
        assertThatThrownBy(() -> PresenceDetector.learning(75, 0, 74, 95, 1.1))
                .hasMessage("argument out of range: calibrationFrames=74 (expected at least 75)");
        assertThatThrownBy(() -> PresenceDetector.learning(75, -1, 750, 95, 1.1))
                .hasMessage("argument out of range: skipFrames=-1 (expected at least 0)");
        assertThatThrownBy(() -> PresenceDetector.learning(75, 0, 750, Double.NaN, 1.1))
                .hasMessage("argument out of range: percentile=NaN (expected 0..100)");
        assertThatThrownBy(() -> PresenceDetector.learning(75, 0, 750, 95, 0))
                .hasMessage("argument out of range: factor=0.0 (expected above 0)");
        assertThatThrownBy(() -> PresenceDetector.withThreshold(75, 0, Double.NaN))
                .hasMessage("argument out of range: threshold=NaN (expected finite and at least 0)");
    }

    private static PresenceDetector learning() {
        return PresenceDetector.learning(WINDOW, SKIP, CALIBRATION, 95, 1.1);
    }
}
