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

class CsiAmplitudeTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new CsiAmplitude()).in(CsiStreams.spec(width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return CsiStreams.frame(width, sequence, random);
    }

    /** The view of the bundle, as long as the code is not compiled: the compiler removes it. */
    @Override
    protected int allowedBytesPerFrame() {
        return 16;
    }

    /** Amplitudes up to 181, rounded to float. */
    @Test
    void equalsNumpy() {
        Golden golden = Vectors.golden("csi-amplitude");
        try (OperatorRun run = harness(64).open()) {
            for (int row = 0; row < 12; row++) {
                float[] iq = CsiStreams.join(Vectors.row(golden, "h_re", row), Vectors.row(golden, "h_im", row));
                run.feed(CsiStreams.of(row, iq, CsiStreams.all(64), 0, 0));
                assertThat(run.last().tensor().floats())
                        .containsExactly(Vectors.row(golden, "magnitude", row), within(1e-5f));
            }
        }
    }

    @Test
    void appliesTheGainFactorAndLeavesOutWhatIsNotValid() {
        Frame frame = CsiStreams.of(0, new float[] {3, 3, 4, 4}, new byte[] {1, 0}, 0, 0);
        Frame doubled = frame.withPayload(CsiFrame.of(frame.bundle()).withGainFactor(2));
        try (OperatorRun with = harness(2).open();
                OperatorRun without = harness(2).with("apply-gain: false").open()) {
            assertThat(with.feed(doubled).last().tensor().floats()).containsExactly(10, 0);
            assertThat(without.feed(doubled).last().tensor().floats()).containsExactly(5, 0);
        }
    }

    @Test
    void refusesWhatIsNotCsi() {
        assertThat(OperatorHarness.of(new CsiAmplitude())
                        .in(Vectors.spec("subcarrier", 64))
                        .problems())
                .containsExactly("stream has another type: node=node, input=in-0, stream=f32[subcarrier=64] 100 Hz"
                        + " (expected CSI frames, as esp32-csi gives them)");
    }
}
