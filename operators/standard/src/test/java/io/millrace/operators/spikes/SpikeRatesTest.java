package io.millrace.operators.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeRatesTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SpikeRates())
                .with("window: rectangular", "length: 80ms")
                .in(Vectors.spec("channel", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** One spike a bin of 10 ms is 100 Hz, whatever the window, and 1e-4 away after 12 time constants. */
    @Test
    void readsHertz() {
        for (String window : new String[] {"window: rectangular", "window: exponential"}) {
            try (OperatorRun run = OperatorHarness.of(new SpikeRates())
                    .with(window, "length: 80ms")
                    .in(Vectors.spec("channel", 1))
                    .open()) {
                for (int i = 0; i < 100; i++) {
                    run.feed(Vectors.of(i, 1));
                }
                assertThat(run.last().tensor().floats()[0]).isCloseTo(100, within(1e-3f));
            }
        }
        assertThat(harness(1).contract().delayNanos()).as("3.5 bins").isEqualTo(35_000_000);
        assertThat(harness(1).contract().outputs().get(0).spec()).hasToString("f32[channel=1] 100 Hz, unit=Hz");
    }

    @Test
    void dropsWhatIsNoNumber() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(Vectors.of(0, Float.NaN), Vectors.of(1, 8));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
            assertThat(run.last().tensor().floats()).containsExactly(100);
        }
    }

    @Test
    void refusesAWindowShorterThanABin() {
        assertThat(OperatorHarness.of(new SpikeRates())
                        .with("length: 1ms")
                        .in(Vectors.spec("channel", 1))
                        .problems())
                .containsExactly("window does not fit the stream: node=node, length=PT0.001S, bins=0.1"
                        + " (expected half a bin up to 1048576 bins)");
    }
}
