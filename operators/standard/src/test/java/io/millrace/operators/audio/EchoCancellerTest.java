package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Gauge;
import io.millrace.kernels.audio.aec.EchoMetric;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoCancellerTest extends OperatorContractTest {

    private static final EchoScene SCENE = new EchoScene(40_000, 1);

    @Override
    protected List<Integer> widths() {
        return List.of(80, 1, 64, 200);
    }

    @Override
    protected int frameCount() {
        return 160;
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return canceller("tail-ms: 24", "delay-search-ms: 30", "metrics-interval-ms: 20")
                .in("mic", AudioStreams.blocks(1, width, EchoScene.RATE_HZ))
                .in("far-end", AudioStreams.blocks(1, width, EchoScene.RATE_HZ));
    }

    private static OperatorHarness<?> canceller(String... settings) {
        return OperatorHarness.of(new EchoCanceller()).with(settings);
    }

    private static OperatorHarness<?> paired(OperatorHarness<?> harness, int mic, int far) {
        return harness.in("mic", AudioStreams.blocks(1, mic, EchoScene.RATE_HZ))
                .in("far-end", AudioStreams.blocks(1, far, EchoScene.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return EchoScene.frame(sequence % 2 == 0 ? SCENE.far : SCENE.mic, width, sequence / 2, sequence);
    }

    @Override
    protected int input(long sequence) {
        return EchoScene.input(sequence);
    }

    @Test
    void cancels() {
        try (OperatorRun run =
                paired(canceller("tail-ms: 24", "delay-search-ms: 30"), 80, 80).open()) {
            for (Frame frame : SCENE.turns(80)) {
                run.feed(input(frame.sequence()), frame);
            }
            float[] linear = AudioFrames.samples(run.emitted(1), 0);
            float[] echo = AudioFrames.samples(run.emitted(2), 0);
            int delay = BlockBridge.delaySamples(64, 80);
            double heard = 0;
            double left = 0;
            double apart = 0;
            for (int i = 20_000; i < 39_000; i++) {
                heard += SCENE.mic[i - delay] * SCENE.mic[i - delay];
                left += linear[i] * linear[i];
                apart = Math.max(apart, Math.abs(linear[i] + echo[i] - SCENE.mic[i - delay]));
            }
            assertThat(10 * Math.log10(heard / left)).as("echo return loss, dB").isGreaterThan(25);
            assertThat(apart).as("linear + echo - mic").isLessThan(1e-6);
            Frame metrics = run.emitted(3).get(run.emitted(3).size() - 1);
            assertThat(metric(metrics, EchoMetric.DELAY_MS)).isCloseTo(90 / 8.0, within(0.1));
            assertThat(metric(metrics, EchoMetric.ERLE_LINEAR_SEGMENTAL_DB)).isGreaterThan(20);
            assertThat(metric(metrics, EchoMetric.FAR_MISSING_MS)).isZero();
            assertThat(gauge(run, "delay-ms")).isEqualTo(metric(metrics, EchoMetric.DELAY_MS), within(1e-5));
        }
    }

    private static double metric(Frame frame, EchoMetric metric) {
        return frame.tensor().floats()[metric.ordinal()];
    }

    private static double gauge(OperatorRun run, String name) {
        return run.processor().gauges().stream()
                .filter(g -> g.name().equals(name))
                .mapToDouble(Gauge::value)
                .findFirst()
                .orElseThrow();
    }

    /** The samples are the same bits however both streams are cut, each in its own way; only the delay differs. */
    @ParameterizedTest
    @ValueSource(ints = {16, 50, 64, 400})
    void anyBlockLengthGivesTheSameSamples(int samples) {
        float[] expected = output(64, 64);
        float[] actual = output(samples, 80);
        int shift = BlockBridge.delaySamples(64, samples) - BlockBridge.delaySamples(64, 64);
        for (int i = 0; i < 15_000; i++) {
            assertThat(actual[i + shift]).as("sample %d", i).isEqualTo(expected[i]);
        }
    }

    private static float[] output(int mic, int far) {
        try (OperatorRun run = paired(canceller("tail-ms: 24", "delay-search-ms: 30"), mic, far)
                .open()) {
            int farFed = 0;
            for (int i = 0; (i + 1) * mic <= 16_000; i++) {
                for (; farFed * far < (i + 1) * mic; farFed++) {
                    run.feed(1, EchoScene.frame(SCENE.far, far, farFed, farFed));
                }
                run.feed(0, EchoScene.frame(SCENE.mic, mic, i, i));
            }
            return AudioFrames.samples(run.flush().emitted(0), 0);
        }
    }

    @Test
    void waitsForAFarEndThatComesLater() {
        try (OperatorRun run = paired(canceller("far-end-wait-ms: 100"), 80, 80).open()) {
            for (int i = 0; i < 8; i++) {
                run.feed(0, EchoScene.frame(SCENE.mic, 80, i, i));
            }
            assertThat(run.emitted()).isEmpty();
            run.feed(1, EchoScene.frame(SCENE.far, 80, 0, 0));
            assertThat(run.emitted()).hasSize(1);
            run.feed(1, EchoScene.frame(SCENE.far, 80, 1, 1));
            assertThat(run.emitted()).hasSize(2);
        }
    }

    @Test
    void goesOnWithSilenceWhenTheFarEndStopsAndCountsIt() {
        try (OperatorRun run = paired(canceller("far-end-wait-ms: 50", "metrics-interval-ms: 10"), 80, 80)
                .open()) {
            for (int i = 0; i < 10; i++) {
                run.feed(1, EchoScene.frame(SCENE.far, 80, i, i));
                run.feed(0, EchoScene.frame(SCENE.mic, 80, i, i));
            }
            assertThat(run.emitted()).hasSize(10);
            for (int i = 10; i < 15; i++) {
                run.feed(0, EchoScene.frame(SCENE.mic, 80, i, i));
            }
            // The fifth frame waited for makes the first 50 ms old; from then on none waits.
            assertThat(run.emitted()).hasSize(15);
            run.feed(0, EchoScene.frame(SCENE.mic, 80, 15, 15));
            assertThat(run.emitted()).hasSize(16);
            assertThat(gauge(run, "far-missing-ms")).isEqualTo(60);
            for (int i = 16; i < 160; i++) {
                run.feed(1, EchoScene.frame(SCENE.far, 80, i, i));
                run.feed(0, EchoScene.frame(SCENE.mic, 80, i, i));
            }
            // A second later it is sure that 60 ms are gone; before, the frames might just have been late.
            assertThat(run.emitted()).hasSize(160);
            assertThat(gauge(run, "far-missing-ms")).isBetween(100.0, 1300.0);
            double missing = gauge(run, "far-missing-ms");
            for (int i = 160; i < 200; i++) {
                run.feed(1, EchoScene.frame(SCENE.far, 80, i, i));
                run.feed(0, EchoScene.frame(SCENE.mic, 80, i, i));
            }
            assertThat(gauge(run, "far-missing-ms")).isEqualTo(missing);
        }
    }

    /** For 100 ms the machine is busy, then all frames come at once, with times that are too late: nothing is missing. */
    @Test
    void countsSamplesWhereTimesJumpAndComeBack() {
        try (OperatorRun run =
                paired(canceller("metrics-interval-ms: 10"), 80, 80).open()) {
            for (int i = 0; i < 60; i++) {
                Frame far = EchoScene.frame(SCENE.far, 80, i, i);
                run.feed(1, i >= 20 && i < 30 ? far.withTimeNanos(far.timeNanos() + 100_000_000) : far);
                run.feed(0, EchoScene.frame(SCENE.mic, 80, i, i));
            }
            assertThat(run.emitted()).hasSize(60);
            assertThat(gauge(run, "far-missing-ms")).isZero();
        }
    }

    /** The far end's count runs ahead of its time: what is too much is left out. */
    @Test
    void leavesOutWhatIsTooMuch() {
        try (OperatorRun run = paired(canceller(), 80, 80).open()) {
            for (int i = 0; i < 160; i++) {
                Frame far = EchoScene.frame(SCENE.far, 80, i, i);
                run.feed(1, i < 20 ? far : far.withTimeNanos(far.timeNanos() - 100_000_000));
                run.feed(0, EchoScene.frame(SCENE.mic, 80, i, i));
            }
            assertThat(run.drops()).containsEntry("far-end-surplus", 10L);
        }
    }

    @Test
    void flushEmitsWhatTheDelayHoldsBack() {
        try (OperatorRun run = paired(canceller(), 64, 64).open()) {
            for (int i = 0; i < 20; i++) {
                run.feed(1, EchoScene.frame(SCENE.far, 64, i, i));
                run.feed(0, EchoScene.frame(SCENE.mic, 64, i, i));
            }
            assertThat(run.emitted()).hasSize(20);
            assertThat(run.flush().emitted()).hasSize(21);
            assertThat(run.emitted().get(20).timeNanos())
                    .isEqualTo(run.emitted().get(19).timeNanos() + 8_000_000);
        }
    }

    @Test
    void declaresItsDelay() {
        assertThat(paired16k(128).contract().delayNanos()).isEqualTo(8_000_000);
        assertThat(paired16k(160).contract().delayNanos()).isEqualTo(14_000_000);
        for (int samples : new int[] {1, 100, 127, 255, 320, 512}) {
            assertThat(paired16k(samples).contract().delayNanos()).isLessThan(16_000_000);
        }
    }

    private static OperatorHarness<?> paired16k(int samples) {
        return canceller()
                .in("mic", AudioStreams.blocks(1, samples, 16_000))
                .in("far-end", AudioStreams.blocks(1, samples, 16_000));
    }

    @Test
    void describesItsPorts() {
        assertThat(paired16k(160).contract().outputs().stream().map(p -> p.name() + " " + p.spec()))
                .containsExactly(
                        "out f32[channel=1, sample=160] 100 Hz",
                        "linear f32[channel=1, sample=160] 100 Hz",
                        "echo f32[channel=1, sample=160] 100 Hz",
                        "metrics f32[metric=13] 10 Hz");
    }

    @Test
    void refusesStreamsThatDoNotFitTogether() {
        assertThat(canceller()
                        .in("mic", AudioStreams.blocks(2, 160, 16_000))
                        .in("far-end", AudioStreams.blocks(1, 480, 48_000))
                        .problems())
                .containsExactly(
                        "stream has several channels: node=node, input=mic, stream=f32[channel=2, sample=160] 100 Hz"
                                + " (expected channel=1)",
                        "sample rate differs: node=node, input=far-end, stream=f32[channel=1, sample=480] 100 Hz"
                                + " (expected that of mic, 16000 Hz)");
        assertThat(canceller()
                        .in("far-end", AudioStreams.blocks(1, 160, 16_000))
                        .in("mic", AudioStreams.blocks(1, 160, 16_000))
                        .problems())
                .containsExactly("inputs are not the two expected: node=node, inputs=[far-end, mic]"
                        + " (expected in: { mic: ..., far-end: ... })");
        assertThat(canceller()
                        .in("mic", AudioStreams.blocks(1, 960, 96_000))
                        .in("far-end", AudioStreams.blocks(1, 960, 96_000))
                        .problems())
                .containsExactly("sample rate out of range: node=node, input=mic, stream=f32[channel=1, sample=960]"
                        + " 100 Hz (expected 8000..48000 samples a second)");
    }
}
