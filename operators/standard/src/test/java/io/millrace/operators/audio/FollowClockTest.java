package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Gauge;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowClockTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1, 2);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new FollowClock())
                .with("time-constant-s: 4")
                .in(AudioStreams.blocks(width, 160, AudioFrames.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        Frame frame = AudioFrames.noise(width, 160, sequence, random);
        return frame.withTimeNanos(frame.timeNanos() + random.nextInt(1_000_000));
    }

    @Override
    protected int frameCount() {
        return 100;
    }

    /** Outputs are timed evenly, inputs are not. */
    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    /** A device that is 200 ppm off for a minute: 192 samples. */
    @ParameterizedTest
    @ValueSource(doubles = {-200, 200})
    void keepsStepWithTheTimes(double ppm) {
        double deviceHz = AudioFrames.RATE_HZ * (1 + ppm * 1e-6);
        float[] x = Signals.sine(60 * 16_000, 1000, deviceHz, 0.5);
        List<Frame> blocks = AudioFrames.blocks(x, 160);
        try (OperatorRun run = harness(1).open()) {
            for (Frame block : blocks) {
                run.feed(block.withTimeNanos(Math.round(block.sequence() * 160 / deviceHz * 1e9)));
            }
            List<Frame> out = run.emitted();
            for (int i = 0; i < out.size(); i++) {
                assertThat(out.get(i).timeNanos()).isEqualTo(10_000_000L * i);
            }
            // the last second is the sine of true time
            float[] y = AudioFrames.samples(out.subList(out.size() - 100, out.size()), 0);
            for (int i = 0; i < y.length; i++) {
                double seconds = (out.size() - 100) * 0.01 + i / AudioFrames.RATE_HZ;
                assertThat((double) y[i]).isCloseTo(0.5 * Math.sin(2 * Math.PI * 1000 * seconds), within(1e-3));
            }
            assertThat(gauge(run, "drift-ppm")).isCloseTo(ppm, within(0.5));
        }
    }

    @Test
    void aJumpBeginsANewEpoch() {
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < 20; i++) {
                long gap = i < 10 ? 0 : 5_000_000_000L;
                run.feed(AudioFrames.block(1, 160, i, new float[160]).withTimeNanos(10_000_000L * i + gap));
            }
            assertThat(gauge(run, "epochs")).isEqualTo(1);
            assertThat(run.emitted()).extracting(Frame::timeNanos).contains(0L, 5_100_000_000L);
        }
    }

    private static double gauge(OperatorRun run, String name) {
        return run.processor().gauges().stream()
                .filter(g -> g.name().equals(name))
                .mapToDouble(Gauge::value)
                .findFirst()
                .orElseThrow();
    }
}
