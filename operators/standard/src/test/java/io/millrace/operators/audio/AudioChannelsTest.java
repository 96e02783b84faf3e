package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AudioChannelsTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(2, 3);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new AudioChannels())
                .with("channels: [1, 0]")
                .in(AudioStreams.blocks(width, 4, AudioFrames.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return AudioFrames.noise(width, 4, sequence, random);
    }

    @Test
    void takesChannelsInTheOrderGiven() {
        OperatorHarness<?> harness =
                OperatorHarness.of(new AudioChannels()).with("channels: [2, 0]").in(SpectrumFrames.spec(3, 1));
        try (OperatorRun run = harness.open()) {
            run.feed(SpectrumFrames.of(0, Shape.of(3, 2, 1), 1, 2, 3, 4, 5, 6));
            assertThat(run.last().tensor().floats()).containsExactly(5, 6, 1, 2);
        }
    }

    @Test
    void refusesAChannelThatIsNotThere() {
        assertThat(harness(2).with("channels: [2]").problems())
                .containsExactly("stream has no such channel: node=node, input=in-0,"
                        + " stream=f32[channel=2, sample=4] 4000 Hz (expected channels=[2] to be 0..1)");
        assertThat(harness(2).with("channels: []").problems())
                .containsExactly("no channel is chosen: channels=[] (expected at least one)");
    }
}
