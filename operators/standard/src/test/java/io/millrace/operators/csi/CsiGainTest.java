package io.millrace.operators.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsiGainTest extends OperatorContractTest {

    private static final float[] IQ = {3, 4};

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new CsiGain()).in(CsiStreams.spec(width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return CsiStreams.frame(width, sequence, random);
    }

    /** Factors up to 100, rounded to float. */
    @Test
    void equalsTheFormulaOnceTheBaselineIsKnown() {
        Golden golden = Vectors.golden("csi-gain");
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < 60; i++) {
                float agc = (float) golden.doubles("agc")[i];
                float fft = (float) golden.doubles("fft")[i];
                run.feed(CsiStreams.of(i, IQ, CsiStreams.all(1), agc, fft));
                double expected = i < 49 ? 1 : golden.doubles("factor")[i];
                CsiFrame csi = CsiFrame.of(run.last().bundle());
                assertThat((double) csi.gainFactor()).as("frame %d", i).isCloseTo(expected, within(1e-6 * expected));
                assertThat(csi.iq().floats()).containsExactly(IQ);
            }
        }
    }

    @Test
    void passesFramesThatDoNotTellTheirGains() {
        try (OperatorRun run = harness(1).with("baseline-frames: 1").open()) {
            run.feed(CsiStreams.of(0, IQ, CsiStreams.all(1), Float.NaN, 0));
            run.feed(CsiStreams.of(1, IQ, CsiStreams.all(1), 30, 0));
            run.feed(CsiStreams.of(2, IQ, CsiStreams.all(1), 50, 0));
            run.feed(CsiStreams.of(3, IQ, CsiStreams.all(1), Float.NaN, Float.NaN));
            assertThat(run.emitted())
                    .extracting(f -> CsiFrame.of(f.bundle()).gainFactor())
                    .containsExactly(1f, 1f, 0.1f, 1f);
        }
    }

    @Test
    void refusesAnEmptyBaseline() {
        assertThat(harness(1).with("baseline-frames: 0").problems())
                .containsExactly("value not understood: baseline-frames=0 (expected a whole number 1..65536)");
    }
}
