package io.millrace.operators.spikes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeEncodeTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SpikeEncode())
                .with("scheme: sigma-delta", "threshold: 0.5", "max-spikes: 3", "as: events")
                .in(Vectors.spec("sample", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    @Test
    void ratesAndChangesEqualTheKernels() {
        Golden golden = Vectors.golden("spike-encoders");
        run(golden, "probability", "rate", "scheme: rate", "seed: 42");
        run(golden, "value", "sigma_delta", "scheme: sigma-delta", "threshold: 0.125", "max-spikes: 3");
        run(golden, "value", "value", "scheme: direct");
    }

    private static void run(Golden golden, String in, String expected, String... settings) {
        float[][] rows = golden.floatRows(in);
        try (OperatorRun run = OperatorHarness.of(new SpikeEncode())
                .with(settings)
                .in(Vectors.spec("sample", 5))
                .open()) {
            for (int i = 0; i < rows.length; i++) {
                run.feed(Vectors.of(i, rows[i]));
                assertThat(run.last().tensor().floats()).containsExactly(Vectors.row(golden, expected, i));
            }
        }
    }

    @Test
    void eventsCarryTheSignAndTheNumber() {
        try (OperatorRun run = harness(3).open()) {
            run.feed(Vectors.of(0, 1.2f, 0, -0.6f), Vectors.of(1, 1.2f, 0, -0.6f));
            Events events = run.emitted().get(0).events();
            assertThat(events.address()).containsExactly(0, 0, 2);
            assertThat(events.polarity()).containsExactly(1, 1, -1);
            assertThat(events.timeNanos()).containsOnly(run.emitted().get(0).timeNanos());
            assertThat(run.last().events().count()).isZero();
        }
        assertThat(harness(3).contract().outputs().get(0).spec()).hasToString("events[sample=3] 100 Hz");
    }

    @Test
    void dropsWhatIsNoNumber() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(Vectors.of(0, Float.NaN), Vectors.of(1, Float.MAX_VALUE));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
            assertThat(run.last().events().count()).isEqualTo(3);
        }
    }

    @Test
    void currentsAreNoEvents() {
        assertThat(OperatorHarness.of(new SpikeEncode())
                        .with("scheme: direct", "as: events")
                        .in(Vectors.spec("sample", 5))
                        .problems())
                .containsExactly("currents are no events: node=node, scheme=direct, as=events (expected as: tensor)");
    }
}
