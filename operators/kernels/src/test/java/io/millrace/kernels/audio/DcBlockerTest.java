package io.millrace.kernels.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DcBlockerTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/dc.txt");

    /** scipy's first-order Butterworth high-pass is the same filter; the output is rounded to float. */
    @Test
    void equalsScipyHoweverItIsCut() {
        float[] x = golden.floats("x");
        double[] expected = golden.doubles("y");
        DcBlocker blocker = new DcBlocker(2, 50, 8000);
        float[] y = new float[x.length];
        for (int from = 0; from < x.length; from += 41) {
            blocker.process(1, x, y, from, Math.min(x.length, from + 41));
        }
        for (int i = 0; i < y.length; i++) {
            assertThat((double) y[i]).isCloseTo(expected[i], within(1e-7));
        }
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        float[] x = golden.floats("x");
        KernelChecks.continuesExactly(60, () -> new DcBlocker(1, 50, 8000), (k, i) -> {
            float[] y = new float[1];
            k.process(0, Arrays.copyOfRange(x, i, i + 1), y, 0, 1);
            return y[0];
        });
    }
}
