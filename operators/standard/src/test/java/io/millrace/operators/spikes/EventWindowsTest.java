package io.millrace.operators.spikes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventWindowsTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new EventWindows())
                .with("length: 25ms", "hop: 10ms")
                .in(Spikes.spec(width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Spikes.frame(width, sequence, random);
    }

    /** The windows stand still on the clock, whenever frames arrive. */
    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    @Test
    void givesEachEventToEveryWindowThatCoversItAndStampsTheMiddle() {
        try (OperatorRun run = harness(3).open()) {
            for (int i = 0; i <= 25; i++) {
                run.feed(i == 5 ? Spikes.of(i, 2) : Spikes.of(i));
            }
            // The event is 1 ns before 20 ms: in the windows that end at 20, 30 and 40 ms.
            assertThat(run.emitted())
                    .filteredOn(f -> f.events().count() == 1)
                    .extracting(f -> f.timeNanos() - Frames.START_NANOS)
                    .containsExactly(7_500_000L, 17_500_000L, 27_500_000L);
            assertThat(run.emitted()).extracting(Frame::sequence).startsWith(0L, 1L, 2L);
        }
        assertThat(harness(3).contract().outputs().get(0).spec()).hasToString("events[channel=3] 100 Hz");
        assertThat(harness(3).contract().delayNanos()).isEqualTo(12_500_000);
        assertThat(harness(3).contract().stateBytes()).isEqualTo(13 * 65_536);
    }

    @Test
    void countsWhatIsTooMuch() {
        try (OperatorRun run = harness(3).with("max-events: 2").open()) {
            run.feed(Spikes.of(0, 0, 1, 2), Spikes.of(3));
            assertThat(run.gauge("lost-events")).isOne();
            assertThat(run.emitted().get(0).events().address()).containsExactly(1, 2);
        }
    }

    @Test
    void refusesWhatItCannotHold() {
        assertThat(OperatorHarness.of(new EventWindows())
                        .with("length: 10ms", "hop: 20ms")
                        .in(Spikes.spec(1))
                        .problems())
                .containsExactly("hop is out of range: hop=PT0.02S (expected 1us to the length, PT0.01S)");
        assertThat(OperatorHarness.of(new EventWindows())
                        .with("length: 2h", "hop: 20ms")
                        .in(Spikes.spec(1))
                        .problems())
                .containsExactly("window is out of range: length=PT2H (expected 1us..1h)");
    }
}
