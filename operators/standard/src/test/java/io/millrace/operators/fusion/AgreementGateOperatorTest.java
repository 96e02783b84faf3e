package io.millrace.operators.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgreementGateOperatorTest extends OperatorContractTest {

    private static final float[] BOTH = {1, -1};

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new AgreementGateOperator())
                .with("threshold: 0.5", "release: 0.1", "hold-frames: 3", "keyframe-every: 20", "over: mean")
                .in(Pairs.spec(width, 1));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Pairs.random(width, 1, sequence, random);
    }

    private static OperatorRun open(String... settings) {
        return OperatorHarness.of(new AgreementGateOperator())
                .with(settings)
                .in(Pairs.spec(2, 1))
                .open();
    }

    /** What is withheld is dropped by name, and so in the books; the rest goes on as it came. */
    @Test
    void withholdsWhatDisagreesAndKeepsAccount() {
        try (OperatorRun run = open("threshold: 0.5", "release: 0.2")) {
            float[] contexts = {0, 0.6f, 0.3f, 0.1f, 0.3f, 0.9f};
            Frame[] frames = new Frame[contexts.length];
            for (int i = 0; i < contexts.length; i++) {
                frames[i] = Pairs.of(i, BOTH, contexts[i]);
                run.feed(frames[i]);
            }
            assertThat(run.emitted()).containsExactly(frames[1], frames[2], frames[5]);
            assertThat(run.drops()).isEqualTo(Map.of("disagreement", 3L));
            assertThat(run.gauge("passed-frames")).isEqualTo(3);
            assertThat(run.gauge("withheld-frames")).isEqualTo(3);
            assertThat(run.gauge("openings")).isEqualTo(2);
            assertThat(run.emitted(1)).hasSize(6);
            assertThat(run.emitted(1).get(2).tensor().floats()).containsExactly(0.3f, 1);
            assertThat(run.emitted(1).get(4).tensor().floats()).containsExactly(0.3f, 0);
        }
    }

    @Test
    void stillnessAndSilenceAgreeIfTold() {
        Frame quiet = Pairs.of(0, new float[] {-1, -1}, -1);
        try (OperatorRun active = open("threshold: 0.5");
                OperatorRun all = open("threshold: 0.5", "drives: all")) {
            active.feed(quiet);
            all.feed(quiet);
            assertThat(active.emitted()).isEmpty();
            assertThat(all.emitted()).containsExactly(quiet);
        }
    }

    @Test
    void aLiveChangeOfTheThresholdsKeepsTheCounts() throws IOException {
        try (OperatorRun first = open("threshold: 0.5", "hold-frames: 9");
                OperatorRun second = open("threshold: 0.8", "hold-frames: 2")) {
            for (int i = 0; i < 6; i++) {
                first.feed(Pairs.of(i, BOTH, i == 0 ? 0.6f : 0.1f));
            }
            second.takeOver(first.snapshot());
            second.feed(Pairs.of(6, BOTH, 0.6f));
            assertThat(second.gauge("passed-frames")).isEqualTo(6);
            assertThat(second.gauge("withheld-frames")).isEqualTo(1);
        }
    }

    @Test
    void dropsWhatIsNoNumber() {
        try (OperatorRun run = open("threshold: 0.5")) {
            run.feed(Pairs.of(0, BOTH, Float.NaN));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
            assertThat(run.emitted(1)).isEmpty();
        }
    }

    @Test
    void refusesToShutAboveWhereItOpens() {
        assertThat(OperatorHarness.of(new AgreementGateOperator())
                        .with("threshold: 0.1", "release: 0.2")
                        .problems())
                .containsExactly(
                        "release is above the threshold: release=0.2, threshold=0.1 (expected at most the threshold)");
    }
}
