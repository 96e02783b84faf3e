package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MelTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1, 2);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new Mel())
                .with("sample-rate-hz: 16000", "bands: 80", "low-hz: 20", "high-hz: 7600")
                .in(SpectrumFrames.spec(width, 257));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return SpectrumFrames.noise(width, 257, sequence, random);
    }

    @Override
    protected int frameCount() {
        return 100;
    }

    /** Powers as square roots in the real parts: squaring costs 1e-7 of each. */
    @Test
    void equalsLibrosaInPowerAndDecibels() {
        Golden golden = Vectors.golden("mel");
        float[] power = golden.floats("power");
        double[] expected = golden.doubles("slaney_80");
        float[] spectrum = new float[514];
        for (int k = 0; k < 257; k++) {
            spectrum[k] = (float) Math.sqrt(power[k]);
        }
        Frame frame = SpectrumFrames.of(0, Shape.of(1, 2, 257), spectrum);
        try (OperatorRun db = harness(1).open();
                OperatorRun plain = harness(1).with("form: power").open()) {
            float[] bands = plain.feed(frame).last().tensor().floats();
            float[] decibels = db.feed(frame).last().tensor().floats();
            for (int b = 0; b < 80; b++) {
                assertThat((double) bands[b]).isCloseTo(expected[b], within(1e-6 * Math.max(expected[b], 1e-3)));
                double wanted = 10 * Math.log10(Math.max(1e-10, expected[b]));
                assertThat((double) decibels[b]).isCloseTo(wanted, within(1e-4));
            }
        }
    }

    @Test
    void refusesBandsBeyondTheSpectrum() {
        assertThat(harness(1).with("high-hz: 9000").problems())
                .containsExactly("bands are out of range: node=node, low-hz=20.0, high-hz=9000.0, sample-rate-hz=16000"
                        + " (expected low-hz below high-hz, and that up to half the sample rate)");
    }
}
