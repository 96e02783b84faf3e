package io.millrace.operators.spikes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeBinTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SpikeBin()).with("width: 10ms").in(Spikes.spec(width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Spikes.frame(width, sequence, random);
    }

    /** The bins stand still on the clock, whenever frames arrive. */
    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    @Test
    void countsWhatHappenedInABinAndStampsItsMiddle() {
        try (OperatorRun run = harness(3).open()) {
            for (int i = 0; i <= 10; i++) {
                run.feed(Spikes.of(i, 0, 2, 2));
            }
            // 40 ms from the first event, 1 ns before the start: one bin that ends at the start, then four.
            assertThat(run.emitted()).hasSize(5);
            assertThat(run.emitted().get(0).tensor().floats()).containsExactly(1, 0, 2);
            assertThat(run.emitted().get(1).tensor().floats()).containsExactly(2, 0, 4);
            assertThat(run.emitted().get(2).tensor().floats()).containsExactly(3, 0, 6);
            assertThat(run.emitted().get(1).timeNanos()).isEqualTo(Frames.START_NANOS + 5_000_000);
            assertThat(run.last().sequence()).isEqualTo(4);
        }
        assertThat(harness(3).contract().outputs().get(0).spec()).hasToString("f32[channel=3] 100 Hz");
        assertThat(harness(3).contract().delayNanos()).isEqualTo(5_000_000);
    }

    /** A camera of events: pixels in rows, brighter and darker counted apart, as vision networks want them. */
    @Test
    void countsThePixelsOfAnEventCamera() {
        OperatorHarness<?> camera = OperatorHarness.of(new SpikeBin())
                .with("width: 10ms", "split-polarity: true")
                .in(StreamSpec.events(Axis.of("y", 2), Axis.of("x", 3)).withRateHz(250));
        assertThat(camera.contract().outputs().get(0).spec()).hasToString("f32[polarity=2, y=2, x=3] 100 Hz");
        long[] times = {Frames.START_NANOS + 1, Frames.START_NANOS + 2, Frames.START_NANOS + 3};
        Events events = Events.of(times, new int[] {5, 1, 5}, new byte[] {1, -1, 1});
        try (OperatorRun run = camera.open()) {
            run.feed(Frames.of(0, 250, events), Frames.of(3, 250, Events.of(new long[0], new int[0], new byte[0])));
            assertThat(run.last().tensor().floats()).containsExactly(0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0);
        }
        assertThat(OperatorHarness.of(new SpikeBin())
                        .with("width: 10ms", "signed: true", "split-polarity: true")
                        .in(Spikes.spec(1))
                        .problems())
                .containsExactly(
                        "polarity is asked for twice: signed=true, split-polarity=true (expected one of them)");
    }

    @Test
    void takesSpikesWithWhatWasMeasuredBeside() {
        Tensor values = Tensor.of(Shape.of(2), new float[] {1, 2});
        try (OperatorRun alone = harness(3).open();
                OperatorRun bundled = OperatorHarness.of(new SpikeBin())
                        .with("width: 10ms")
                        .in(SpikeFrame.bundle(Spikes.spec(3), 2))
                        .open()) {
            Random random = new Random(seed());
            for (int i = 0; i < 50; i++) {
                Frame frame = frame(3, i, random);
                alone.feed(frame);
                bundled.feed(frame.withPayload(Bundle.of(SpikeFrame.PARTS, frame.payload(), values)));
            }
            assertThat(bundled.emitted()).isNotEmpty().isEqualTo(alone.emitted());
        }
    }

    @Test
    void showsWhatItDidNotCount() {
        try (OperatorRun run = harness(3).open()) {
            run.feed(Spikes.of(0, 0), Spikes.of(1, 7, -1), Spikes.of(20, 1), Spikes.of(0, 1));
            assertThat(run.processor().gauges())
                    .extracting(g -> g.name() + "=" + g.value())
                    .containsExactly("late-events=1.0", "outside-events=2.0");
        }
    }

    @Test
    void refusesWhatItCannotCount() {
        assertThat(OperatorHarness.of(new SpikeBin())
                        .with("width: 0s")
                        .in(Spikes.spec(1))
                        .problems())
                .containsExactly("bin is out of range: width=PT0S (expected 1us..1h)");
        assertThat(OperatorHarness.of(new SpikeBin())
                        .with("width: 4ms")
                        .in(StreamSpec.events())
                        .problems())
                .isEqualTo(List.of("addresses have no known range: node=node, input=in-0, stream=events"
                        + " (expected events with their axes)"));
    }
}
