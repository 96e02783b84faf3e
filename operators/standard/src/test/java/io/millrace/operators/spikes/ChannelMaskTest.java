package io.millrace.operators.spikes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.operators.Vectors;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelMaskTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new ChannelMask())
                .with("masked: [0]", "silent-after: 50ms")
                .in(Vectors.spec("channel", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] counts = new float[width];
        for (int c = 0; c < width; c++) {
            counts[c] = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
        }
        return Vectors.of(sequence, counts);
    }

    @Test
    void standsInForAChannelThatDroppedOutUntilItIsBack() {
        try (OperatorRun run = OperatorHarness.of(new ChannelMask())
                .with("masked: [2]", "silent-after: 30ms")
                .in(Vectors.spec("channel", 3))
                .open()) {
            run.feed(Vectors.of(0, 4, 1, 9), Vectors.of(1, 2, 1, 9));
            assertThat(run.last().tensor().floats()).containsExactly(2, 1, 0);
            for (int i = 2; i < 5; i++) {
                run.feed(Vectors.of(i, 0, 1, 9));
                assertThat(run.last().tensor().floats())
                        .as("three silent frames are no drop-out")
                        .startsWith(0);
            }
            run.feed(Vectors.of(5, 0, 1, 9));
            // The mean of 4, 2, 0, 0, 0.
            assertThat(run.last().tensor().floats()).containsExactly(1.2f, 1, 0);
            assertThat(run.processor().gauges().get(0).value()).isEqualTo(2);
            run.feed(Vectors.of(6, 5, 1, 9));
            assertThat(run.last().tensor().floats()).containsExactly(5, 1, 0);
        }
    }

    @Test
    void leavesOutEventsOfMaskedChannels() {
        try (OperatorRun run = OperatorHarness.of(new ChannelMask())
                .with("masked: [1, 3]")
                .in(Spikes.spec(5))
                .open()) {
            Frame untouched = Spikes.of(0, 0, 4);
            run.feed(untouched, Spikes.of(1, 1, 0, 3, 4, 99));
            assertThat(run.emitted().get(0)).isSameAs(untouched);
            assertThat(run.last().events().address()).containsExactly(0, 4);
        }
        try (OperatorRun run = OperatorHarness.of(new ChannelMask())
                .with("masked: [1]")
                .in(SpikeFrame.bundle(Spikes.spec(5), 1))
                .open()) {
            Tensor hand = Tensor.of(Shape.of(1), new float[] {7});
            Frame frame = Spikes.of(0, 1, 2);
            run.feed(frame.withPayload(Bundle.of(SpikeFrame.PARTS, frame.payload(), hand)));
            assertThat(SpikeFrame.spikes(run.last()).address()).containsExactly(2);
            assertThat(run.last().bundle().part("values")).isEqualTo(hand);
        }
    }

    @Test
    void dropsWhatIsNoNumber() {
        try (OperatorRun run = harness(2).open()) {
            run.feed(Vectors.of(0, 1, Float.NaN));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
        }
    }

    @Test
    void refusesWhatItCannotMask() {
        assertThat(OperatorHarness.of(new ChannelMask())
                        .with("masked: [5]", "silent-after: 1s")
                        .in(Spikes.spec(5))
                        .problems())
                .containsExactly(
                        "silence is no event: node=node, input=in-0, stream=events[channel=5] 250 Hz"
                                + " (expected f32 for silent-after, such as the output of spike-bin)",
                        "no such channel: node=node, masked=5 (expected 0 to 4)");
    }
}
