package io.millrace.operators.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsiPhaseTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new CsiPhase()).in(CsiStreams.spec(width));
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

    /** Phases of a few radians, rounded to float. */
    @Test
    void equalsNumpy() {
        Golden golden = Vectors.golden("csi-phase");
        byte[] valid = new byte[64];
        for (int i = 0; i < 64; i++) {
            valid[i] = (byte) golden.doubles("valid")[i];
        }
        try (OperatorRun run = harness(64).open()) {
            for (int row = 0; row < 4; row++) {
                float[] iq = CsiStreams.join(Vectors.row(golden, "h_re", row), Vectors.row(golden, "h_im", row));
                run.feed(CsiStreams.of(row, iq, valid, 0, 0));
                assertThat(run.last().tensor().floats())
                        .containsExactly(Vectors.row(golden, "residual", row), within(1e-6f));
            }
        }
    }

    @Test
    void refusesWhatIsNotCsi() {
        assertThat(OperatorHarness.of(new CsiPhase()).in(StreamSpec.records()).problems())
                .containsExactly("stream has another type: node=node, input=in-0, stream=u8[byte=?]"
                        + " (expected CSI frames, as esp32-csi gives them)");
    }
}
