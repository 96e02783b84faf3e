package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Signals;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AudioWindowTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1, 2);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new AudioWindow())
                .with("length-samples: 40", "hop-samples: 16")
                .in(AudioStreams.blocks(width, 16, AudioFrames.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return AudioFrames.noise(width, 16, sequence, random);
    }

    @Test
    void windowsHoldTheLastSamplesAfterSilence() {
        float[] x = Signals.noise(64, 1, 5);
        List<Frame> windows = AudioFrames.through(AudioFrames.blocks(x, 16), harness(1));
        float[] padded = new float[24 + 64 + 32];
        System.arraycopy(x, 0, padded, 24, 64);
        assertThat(windows).hasSize(6);
        for (int q = 0; q < 6; q++) {
            assertThat(windows.get(q).tensor().floats())
                    .containsExactly(Arrays.copyOfRange(padded, 16 * q, 16 * q + 40));
        }
    }

    @Test
    void windowsWithoutOverlapAreBlocks() {
        float[] x = Signals.noise(256, 1, 5);
        List<Frame> windows = AudioFrames.through(
                AudioFrames.blocks(x, 64),
                OperatorHarness.of(new AudioWindow())
                        .with("length-samples: 128", "hop-samples: 128")
                        .in(AudioStreams.blocks(1, 64, AudioFrames.RATE_HZ)));
        assertThat(AudioFrames.samples(windows, 0)).containsExactly(x);
    }
}
