package io.millrace.operators.spikes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.spikes.SpikeDatagram;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeEventsTest extends OperatorContractTest {

    private static final long PERIOD = 4_000_000;

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SpikeEvents())
                .with("channels: " + width, "values: 2")
                .in(StreamSpec.records());
    }

    @Override
    protected List<Integer> widths() {
        return List.of(96, 1, 7, 1024);
    }

    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        int count = random.nextInt(9);
        long start = sequence * PERIOD;
        byte[] polarity = new byte[count];
        java.util.Arrays.fill(polarity, (byte) 1);
        return Frames.of(
                sequence,
                250,
                Tensor.ofBytes(SpikeDatagram.write(
                        sequence,
                        width,
                        start,
                        PERIOD,
                        random.longs(count, start, start + PERIOD).sorted().toArray(),
                        random.ints(count, 0, width).toArray(),
                        polarity,
                        new float[] {random.nextFloat(), sequence})));
    }

    private static Frame record(long number, int sequence, long startNanos) {
        byte[] bytes = SpikeDatagram.write(
                sequence,
                8,
                startNanos,
                PERIOD,
                new long[] {startNanos + 5},
                new int[] {3},
                new byte[] {1},
                new float[] {1, sequence});
        return Frames.of(number, 250, Tensor.ofBytes(bytes));
    }

    @Test
    void anchorsTheSendersClockAtTheFirstArrival() {
        try (OperatorRun run = harness(8).open()) {
            run.feed(record(0, 0, 777), record(5, 1, 777 + PERIOD));
            assertThat(run.last().timeNanos()).isEqualTo(Frames.START_NANOS + PERIOD);
            assertThat(SpikeFrame.spikes(run.last()).timeNanos()).containsExactly(Frames.START_NANOS + 5);
            assertThat(run.last().bundle().tensor(1).floats()).containsExactly(1, 1);
            run.feed(record(500, 0, 0));
            assertThat(run.drops())
                    .as("number 0, but a second try, not a repeat")
                    .isEmpty();
        }
        try (OperatorRun run = harness(8).with("clock: sender").open()) {
            run.feed(record(0, 0, 777));
            assertThat(run.last().timeNanos()).isEqualTo(777 + PERIOD);
        }
    }

    @Test
    void countsWhatIsMissingAndDropsWhatIsRepeated() {
        try (OperatorRun run = harness(8).open()) {
            for (int sequence : new int[] {-2, -1, -1, 0, 4, 2, 5}) {
                run.feed(record(sequence + 2, sequence, (sequence + 2) * PERIOD));
            }
            assertThat(run.drops()).isEqualTo(Map.of("duplicate", 1L));
            // 1, 2 and 3 were missing when 4 came; 2 came late.
            assertThat(run.processor().gauges().get(0).value()).isEqualTo(2);
            assertThat(run.emitted()).hasSize(6);
        }
    }

    @Test
    void dropsWhatItIsNotToldToExpect() {
        try (OperatorRun run = harness(9).open()) {
            run.feed(record(0, 0, 0), Frames.record(1, 250, "no spikes"));
            assertThat(run.drops()).isEqualTo(Map.of("wrong-channels", 1L, "no-spikes", 1L));
        }
        try (OperatorRun run = harness(8).with("values: 0").open()) {
            run.feed(record(0, 0, 0));
            assertThat(run.drops()).isEqualTo(Map.of("wrong-values", 1L));
        }
    }

    /** Addresses of an event camera are pixels, row by row; polarity comes along. */
    @Test
    void givesPixelsOfAnEventCamera() {
        OperatorHarness<?> camera = OperatorHarness.of(new SpikeEvents())
                .with("channels: 12", "columns: 4")
                .in(StreamSpec.records());
        assertThat(camera.contract().outputs().get(0).spec()).hasToString("events[y=3, x=4]");
        byte[] polarity = {1, -1};
        byte[] record =
                SpikeDatagram.write(0, 12, 0, PERIOD, new long[] {5, 6}, new int[] {11, 4}, polarity, new float[0]);
        try (OperatorRun run = camera.open()) {
            run.feed(Frames.of(0, 250, Tensor.ofBytes(record)));
            assertThat(run.last().events().address()).containsExactly(11, 4);
            assertThat(run.last().events().polarity()).containsExactly(1, -1);
        }
        assertThat(OperatorHarness.of(new SpikeEvents())
                        .with("channels: 13", "columns: 4")
                        .in(StreamSpec.records())
                        .problems())
                .containsExactly(
                        "rows are not full: channels=13, columns=4 (expected channels to be rows times columns)");
    }

    @Test
    void tellsWhenARecordWasTaken() {
        RecordTimer timer = new SpikeEvents().timer(new SpikeEvents.Config(8, 0, 2, SpikeEvents.Clock.ANCHORED));
        byte[] record = record(0, 0, 100).tensor().asBytes();
        assertThat(timer.timeNanos(record, record.length)).isEqualTo(100 + PERIOD);
        assertThat(timer.timeNanos(record, 5)).isEqualTo(RecordTimer.UNKNOWN);
    }
}
