package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AudioIfftTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1, 3);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new AudioIfft()).in(SpectrumFrames.spec(width, 33));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return SpectrumFrames.noise(width, 33, sequence, random);
    }

    /** Through rectangular windows that do not overlap, samples come back but for rounding. */
    @Test
    void undoesTheTransform() {
        float[] x = Signals.noise(640, 0.2, 3);
        List<Frame> back = AudioFrames.through(
                AudioFrames.blocks(x, 64),
                OperatorHarness.of(new AudioStft())
                        .with("length-samples: 64", "hop-samples: 64", "window: rectangular")
                        .in(AudioStreams.blocks(1, 64, AudioFrames.RATE_HZ)),
                OperatorHarness.of(new AudioIfft()).in(SpectrumFrames.spec(1, 33)));
        float[] y = AudioFrames.samples(back, 0);
        for (int i = 0; i < x.length; i++) {
            assertThat(Math.abs(y[i] - x[i])).isLessThan(1e-6f);
        }
    }
}
