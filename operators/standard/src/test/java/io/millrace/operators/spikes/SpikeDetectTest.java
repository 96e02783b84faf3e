package io.millrace.operators.spikes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
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

class SpikeDetectTest extends OperatorContractTest {

    private static final double BLOCKS_PER_SECOND = 1000;
    private static final int SAMPLES = 30;

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SpikeDetect())
                .with("threshold-sigma: -2.5", "reference: median", "high-pass-hz: 300", "calibration: 20ms")
                .in(blocks(width));
    }

    private static StreamSpec blocks(int channels) {
        return StreamSpec.tensor(ElementType.F32, Axis.of("sample", SAMPLES), Axis.of("channel", channels))
                .withRateHz(BLOCKS_PER_SECOND);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(6, 1, 13);
    }

    @Override
    protected int frameCount() {
        return 60;
    }

    /** A block is timed at its first sample, its events at its last. */
    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] samples = new float[SAMPLES * width];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        return Frames.of(sequence, BLOCKS_PER_SECOND, Tensor.of(Shape.of(SAMPLES, width), samples));
    }

    /** Two channels hum; one of them has a spike at sample 5 of block 40. */
    private static float[] block(int number, boolean channelMajor) {
        float[] samples = new float[2 * SAMPLES];
        for (int s = 0; s < SAMPLES; s++) {
            for (int c = 0; c < 2; c++) {
                float hum = (number * SAMPLES + s) % 2 == 0 ? 1 : -1;
                float value = number == 40 && s == 5 && c == 1 ? -20 : hum;
                samples[channelMajor ? c * SAMPLES + s : s * 2 + c] = value;
            }
        }
        return samples;
    }

    @Test
    void stampsASpikeWithItsSample() {
        for (boolean channelMajor : new boolean[] {false, true}) {
            Axis sample = Axis.of("sample", SAMPLES);
            Axis channel = Axis.of("channel", 2);
            StreamSpec spec = channelMajor
                    ? StreamSpec.tensor(ElementType.F32, channel, sample)
                    : StreamSpec.tensor(ElementType.F32, sample, channel);
            Shape shape = channelMajor ? Shape.of(2, SAMPLES) : Shape.of(SAMPLES, 2);
            try (OperatorRun run = OperatorHarness.of(new SpikeDetect())
                    .with("calibration: 30ms")
                    .in(spec.withRateHz(BLOCKS_PER_SECOND))
                    .open()) {
                for (int i = 0; i < 50; i++) {
                    run.feed(Frames.of(i, BLOCKS_PER_SECOND, Tensor.of(shape, block(i, channelMajor))));
                }
                assertThat(run.emitted()).hasSize(50);
                Frame frame = run.emitted().get(40);
                assertThat(frame.events().address()).containsExactly(1);
                assertThat(frame.events().timeNanos())
                        .containsExactly(Frames.START_NANOS + 40_000_000 + Math.round(5 / 30e3 * 1e9));
                assertThat(frame.timeNanos()).isEqualTo(Frames.START_NANOS + 40_000_000 + Math.round(29 / 30e3 * 1e9));
                assertThat(run.emitted())
                        .filteredOn(f -> f.events().count() > 0)
                        .hasSize(1);
            }
        }
    }

    /** Converters give whole numbers: the same spikes come out as of the same numbers in floats. */
    @Test
    void findsTheSameSpikesInWholeNumbers() {
        Random random = new Random(seed());
        for (boolean channelMajor : new boolean[] {false, true}) {
            Axis[] axes = {Axis.of("sample", SAMPLES), Axis.of("channel", 5)};
            Axis[] order = channelMajor ? new Axis[] {axes[1], axes[0]} : axes;
            Shape shape = channelMajor ? Shape.of(5, SAMPLES) : Shape.of(SAMPLES, 5);
            OperatorHarness<?> detect = OperatorHarness.of(new SpikeDetect())
                    .with("threshold-sigma: -2.5", "reference: mean", "high-pass-hz: 300", "calibration: 20ms");
            try (OperatorRun whole = detect.in(
                                    StreamSpec.tensor(ElementType.I16, order).withRateHz(BLOCKS_PER_SECOND))
                            .open();
                    OperatorRun real = detect.in(
                                    StreamSpec.tensor(ElementType.F32, order).withRateHz(BLOCKS_PER_SECOND))
                            .open()) {
                for (int i = 0; i < 60; i++) {
                    short[] counts = new short[5 * SAMPLES];
                    float[] floats = new float[counts.length];
                    for (int k = 0; k < counts.length; k++) {
                        counts[k] = (short) Math.rint(3000 * random.nextGaussian());
                        floats[k] = counts[k];
                    }
                    whole.feed(Frames.of(i, BLOCKS_PER_SECOND, Tensor.of(shape, counts)));
                    real.feed(Frames.of(i, BLOCKS_PER_SECOND, Tensor.of(shape, floats)));
                }
                assertThat(whole.emitted()).isEqualTo(real.emitted());
                assertThat(whole.emitted().stream()
                                .mapToInt(f -> f.events().count())
                                .sum())
                        .as("spikes")
                        .isGreaterThan(10);
            }
        }
    }

    @Test
    void declaresTheDelayOfItsBand() {
        assertThat(harness(4).contract().delayNanos())
                .as("some samples of 33 us")
                .isBetween(10_000L, 1_000_000L);
        assertThat(harness(4).contract().outputs().get(0).spec()).hasToString("events[channel=4] 1000 Hz");
    }

    @Test
    void tellsAllThatIsWrong() {
        assertThat(OperatorHarness.of(new SpikeDetect())
                        .with("high-pass-hz: 300", "low-pass-hz: 15000", "masked: [1, 7]")
                        .in(blocks(4))
                        .problems())
                .containsExactly(
                        "band is beyond the stream: node=node, input=in-0, stream=f32[sample=30, channel=4] 1000 Hz"
                                + " (expected corners below half of 30000.0 Hz)",
                        "no such channel: node=node, masked=7 (expected 0 to 3)");
        assertThat(OperatorHarness.of(new SpikeDetect())
                        .with("threshold-sigma: 0")
                        .in(blocks(4))
                        .problems())
                .containsExactly("threshold is out of range: threshold-sigma=0 (expected above or below 0)");
    }
}
