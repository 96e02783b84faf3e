package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverlapAddBlocksTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1, 3);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new OverlapAddBlocks())
                .with("hop-samples: 16")
                .in(AudioStreams.blocks(width, 64, AudioFrames.RATE_HZ).withRateHz(1000));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return AudioFrames.noise(width, 64, sequence, random).withTimeNanos(1_000_000 * sequence);
    }

    /** Sums of four floats in double: only the last rounding remains. */
    @Test
    void windowsThatOverlapFourTimesAddUpToFourTimesTheSamples() {
        float[] x = Signals.noise(640, 1, 6);
        List<Frame> back = AudioFrames.through(
                AudioFrames.blocks(x, 32),
                OperatorHarness.of(new AudioWindow())
                        .with("length-samples: 64", "hop-samples: 16")
                        .in(AudioStreams.blocks(1, 32, AudioFrames.RATE_HZ)),
                harness(1));
        float[] y = AudioFrames.samples(back, 0);
        assertThat(y).hasSize(640);
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).isEqualTo(4 * x[i]);
        }
    }

    @Test
    void refusesAHopThatDoesNotDivide() {
        assertThat(harness(1).with("hop-samples: 48").problems())
                .containsExactly("hop does not divide the window: node=node, hop-samples=48, length-samples=64"
                        + " (expected a divisor)");
    }
}
