package io.millrace.operators.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.Signals;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LowPassTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new LowPass())
                .with("cut-off-hz: 8", "order: 5")
                .in(Vectors.spec("sample", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** A ramp is the slowest change there is: after the start it must stand where its time says. */
    @Test
    void putsASlowChangeWhereItHappened() {
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < 500; i++) {
                run.feed(Vectors.of(i, i));
            }
            double seconds = (run.last().timeNanos() - Frames.START_NANOS) / 1e9;
            // 500 needs 9 bits before the point of a 24-bit float, and the time is whole nanoseconds.
            assertThat((double) run.last().tensor().floats()[0]).isCloseTo(seconds * Vectors.RATE_HZ, within(1e-4));
        }
        assertThat(harness(1).contract().delayNanos()).isPositive();
    }

    @Test
    void startsSteadyAndHalvesThePowerAtItsCutOff() {
        float[] sine = Signals.sine(1000, 8, Vectors.RATE_HZ, 1);
        try (OperatorRun run = harness(2).open()) {
            for (int i = 0; i < sine.length; i++) {
                run.feed(Vectors.of(i, sine[i], 7));
            }
            assertThat(run.emitted())
                    .allSatisfy(f -> assertThat(f.tensor().floats()[1]).isCloseTo(7f, within(1e-5f)));
            double power = 0;
            for (Frame frame : run.emitted().subList(500, 1000)) {
                power += Math.pow(frame.tensor().floats()[0], 2) / 500;
            }
            // 500 frames are 40 whole periods; the input's power is 1/2.
            assertThat(power).isCloseTo(0.25, within(1e-4));
        }
    }

    @Test
    void dropsWhatIsNoNumberAndGoesOn() {
        try (OperatorRun run = harness(2).open()) {
            run.feed(Vectors.of(0, 1, 1), Vectors.of(1, 1, Float.NaN), Vectors.of(2, Float.NEGATIVE_INFINITY, 1));
            run.feed(Vectors.of(3, 1, 1));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 2L));
            assertThat(run.last().tensor().floats()).containsExactly(new float[] {1, 1}, within(1e-6f));
        }
    }

    @Test
    void refusesAStreamItCannotFilter() {
        assertThat(OperatorHarness.of(new LowPass())
                        .with("cut-off-hz: 60")
                        .in(Vectors.spec("sample", 2))
                        .problems())
                .containsExactly(
                        "cut-off frequency is beyond the stream: node=node, input=in-0, stream=f32[sample=2] 100 Hz"
                                + " (expected cut-off-hz=60.0 below half of the rate, 50.0)");
        assertThat(OperatorHarness.of(new LowPass())
                        .with("cut-off-hz: 0.1")
                        .in(Vectors.spec("sample", 2).withRateHz(0))
                        .problems())
                .containsExactly("stream has no nominal rate: node=node, input=in-0, stream=f32[sample=2]"
                        + " (expected a rate, set by rate-hz at the source)");
    }
}
