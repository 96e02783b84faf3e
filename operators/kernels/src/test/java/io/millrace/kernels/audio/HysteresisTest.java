package io.millrace.kernels.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Signals;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HysteresisTest {

    @Test
    void switchesOnAtOnceAndOffAfterAWhile() {
        Hysteresis speech = new Hysteresis(0.5, 0.3, 2);
        float[] scores = {0.4f, 0.5f, 0.2f, 0.3f, 0.2f, 0.2f, 0.4f, Float.NaN};
        boolean[] expected = {false, true, true, true, true, false, false, false};
        for (int i = 0; i < scores.length; i++) {
            assertThat(speech.next(scores[i])).as("score %d", i).isEqualTo(expected[i]);
        }
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        float[] scores = Signals.noise(60, 1, 9);
        KernelChecks.continuesExactly(60, () -> new Hysteresis(0.5, 0, 3), (k, i) -> k.next(scores[i]));
    }

    @Test
    void aShorterHoldCountsWhatHasGoneBefore() throws IOException {
        Hysteresis patient = new Hysteresis(0.5, 0.3, 10);
        patient.next(0.9f);
        for (int i = 0; i < 6; i++) {
            assertThat(patient.next(0)).isTrue();
        }
        Hysteresis hasty = new Hysteresis(0.5, 0.3, 4);
        hasty.loadChanged(KernelChecks.saved(patient));
        assertThat(hasty.next(0)).isFalse();
    }

    @Test
    void refusesThresholdsOutOfOrder() {
        assertThatThrownBy(() -> new Hysteresis(0.3, 0.5, 1))
                .hasMessage("thresholds are out of order: on=0.3, off=0.5 (expected off at most on)");
    }
}
