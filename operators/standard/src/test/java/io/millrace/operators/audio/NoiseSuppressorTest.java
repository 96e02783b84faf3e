package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoiseSuppressorTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(80, 1, 128, 207);
    }

    @Override
    protected int frameCount() {
        return 200;
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new NoiseSuppressor()).in(AudioStreams.blocks(1, width, AudioFrames.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return AudioFrames.noise(1, width, sequence, random);
    }

    @Test
    void bringsNoiseDown() {
        float[] noise = Signals.noise(64_000, 0.01, 3);
        try (OperatorRun run = harness(160).open()) {
            float[] out =
                    AudioFrames.samples(run.feed(AudioFrames.blocks(noise, 160)).emitted(), 0);
            double before = 0;
            double after = 0;
            for (int i = 32_000; i < 64_000; i++) {
                before += noise[i] * noise[i];
                after += out[i] * out[i];
            }
            assertThat(10 * Math.log10(before / after)).isBetween(8.0, 12.0);
        }
    }

    @Test
    void refusesTwoChannels() {
        assertThat(OperatorHarness.of(new NoiseSuppressor())
                        .in(AudioStreams.blocks(2, 160, 16_000))
                        .problems())
                .containsExactly("stream has several channels: node=node, input=in-0,"
                        + " stream=f32[channel=2, sample=160] 100 Hz (expected channel=1)");
    }
}
