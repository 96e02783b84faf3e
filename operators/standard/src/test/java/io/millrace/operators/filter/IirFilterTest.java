package io.millrace.operators.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IirFilterTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new IirFilter())
                .with("cutoff-hz: 8", "order: 5")
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
        assertThat(OperatorHarness.of(new IirFilter())
                        .with("cutoff-hz: 60")
                        .in(Vectors.spec("sample", 2))
                        .problems())
                .containsExactly(
                        "cut-off frequency is beyond the stream: node=node, input=in-0, stream=f32[sample=2] 100 Hz"
                                + " (expected cutoff-hz or band-hz=60.0 below half of the rate, 50.0)");
        assertThat(OperatorHarness.of(new IirFilter())
                        .with("cutoff-hz: 0.1")
                        .in(Vectors.spec("sample", 2).withRateHz(0))
                        .problems())
                .containsExactly("stream has no nominal rate: node=node, input=in-0, stream=f32[sample=2]"
                        + " (expected a rate, set by rate-hz at the source)");
    }

    /** From the line of the pipeline to the samples, rounded to float. */
    @Test
    void besselEqualsScipy() {
        Golden golden = Vectors.golden("bessel-streamed");
        float[][] x = golden.floatRows("x");
        float[][] expected = golden.floatRows("y_phase_4_0.05");
        OperatorHarness<?> harness = OperatorHarness.of(new IirFilter())
                .with("design: bessel", "order: 4", "cutoff-hz: 2.5", "norm: phase")
                .in(Vectors.spec("axis", 2));
        try (OperatorRun run = harness.open()) {
            for (int i = 0; i < x.length; i++) {
                run.feed(Vectors.of(i, x[i]));
                assertThat(run.last().tensor().floats()).as("sample %d", i).containsExactly(expected[i], within(1e-6f));
            }
        }
        // The published decoder's filter is 20.3 samples late.
        assertThat(harness.contract().delayNanos() / 1e7).isCloseTo(20.3, within(0.05));
    }

    @Test
    void keepsTheBandItIsTold() {
        double[] inside = {12, 18};
        double[] outside = {1, 48};
        for (String design : List.of("butterworth", "bessel", "chebyshev-1", "chebyshev-2", "elliptic")) {
            String[] band = {
                "design: " + design, "order: 4", "band-hz: [5, 35]", "ripple-db: 0.2", "attenuation-db: 20", "norm: mag"
            };
            for (int i = 0; i < 2; i++) {
                assertThat(power("band-pass", inside[i], band)).as(design).isGreaterThan(0.25);
                assertThat(power("band-pass", outside[i], band)).as(design).isLessThan(0.06);
                assertThat(power("band-stop", inside[i], band)).as(design).isLessThan(0.3);
            }
            String[] corner = {"design: " + design, "order: 4", "cutoff-hz: 20"};
            assertThat(power("high-pass", 2, corner)).as(design).isLessThan(1e-3);
            assertThat(power("high-pass", 42, corner)).as(design).isGreaterThan(0.4);
        }
    }

    private static double power(String band, double hertz, String... settings) {
        float[] sine = Signals.sine(1000, hertz, Vectors.RATE_HZ, 1);
        try (OperatorRun run = OperatorHarness.of(new IirFilter())
                .with(settings)
                .with("band: " + band)
                .in(Vectors.spec("sample", 1))
                .open()) {
            for (int i = 0; i < sine.length; i++) {
                run.feed(Vectors.of(i, sine[i]));
            }
            return run.emitted().subList(500, 1000).stream()
                    .mapToDouble(f -> Math.pow(f.tensor().floats()[0], 2) / 500)
                    .sum();
        }
    }

    @Test
    void refusesCornersThatDoNotFit() {
        assertThat(OperatorHarness.of(new IirFilter())
                        .with("band: band-pass", "cutoff-hz: 3")
                        .in(Vectors.spec("sample", 2))
                        .problems())
                .containsExactly("corners do not fit the band: band=band-pass, cutoff-hz=3.0, band-hz=none"
                        + " (expected band-hz: [low, high] only)");
        assertThat(OperatorHarness.of(new IirFilter())
                        .with("band: band-stop", "band-hz: [5, 3]")
                        .in(Vectors.spec("sample", 2))
                        .problems())
                .containsExactly("corners do not make a band: band-hz=[5.0, 3.0] (expected two, the lower one first)");
        assertThat(OperatorHarness.of(new IirFilter())
                        .with("design: elliptic", "cutoff-hz: 3", "ripple-db: 3", "attenuation-db: 2")
                        .in(Vectors.spec("sample", 2))
                        .problems())
                .containsExactly("more ripple than attenuation: ripple-db=3.0, attenuation-db=2.0"
                        + " (expected attenuation-db above ripple-db)");
    }
}
