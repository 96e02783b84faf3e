package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.audio.AudioStreams;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law 6: outputs carry when the thing was measured. A signal that is the time at which it is measured goes in; what comes
 * out must be the time that its frame carries, after one operator and after a chain of them, whose delays add up.
 */
class DelayLawTest {

    private static final double RATE_HZ = 100;
    private static final Shape ONE = Shape.of(1);
    private static final Provenance TEST = Provenance.of(Origin.SIMULATED, "ramp");
    private static final StreamSpec NUMBER =
            StreamSpec.tensor(ElementType.F32, Axis.of("value", 1)).withRateHz(RATE_HZ);

    /** The time since the start, in s, measured 100 times a second. */
    private static Frame ramp(int index) {
        long nanos = Math.round(index / RATE_HZ * 1e9);
        return new Frame(index, nanos, 0, nanos, Tensor.of(ONE, new float[] {(float) (nanos / 1e9)}), TEST);
    }

    private static OperatorRun open(String text, StreamSpec in) {
        List<String> parts = List.of(text.split("; "));
        OperatorHarness<?> harness = OperatorHarness.named(parts.get(0));
        return harness.with(parts.subList(1, parts.size()).toArray(new String[0]))
                .in(in)
                .open();
    }

    private static void assertSaysItsTime(Frame frame, String about) {
        double sum = 0;
        for (float value : frame.tensor().floats()) {
            sum += value;
        }
        double said = sum / frame.tensor().floats().length; // of a window the middle
        // A float of a minute resolves 4 us; a filter's group delay at 0 Hz is exact for a ramp.
        assertThat(said).as(about).isCloseTo(frame.timeNanos() / 1e9, within(2e-5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hampel; window-frames: 7; threshold-mad: 5",
                "iir-filter; design: butterworth; order: 4; cutoff-hz: 10",
                "iir-filter; design: bessel; order: 2; cutoff-hz: 3",
                "sliding-window; length-frames: 10; hop-frames: 1",
                "sliding-window; length-frames: 7; hop-frames: 3",
                "block-bidirectional; cutoff-hz: 6.25; take: middle"
            })
    void theContentIsOfTheTimeThatTheFrameCarries(String operator) {
        try (OperatorRun run = open(operator, NUMBER)) {
            for (int i = 0; i < 4000; i++) {
                run.feed(ramp(i));
            }
            List<Frame> settled = run.emitted()
                    .subList(run.emitted().size() / 2, run.emitted().size());
            assertThat(settled).hasSizeGreaterThan(100);
            settled.forEach(frame -> assertSaysItsTime(frame, operator + " " + frame));
        }
    }

    @Test
    void theDelaysOfAChainAddUp() {
        String[] chain = {
            "iir-filter; design: butterworth; order: 4; cutoff-hz: 10",
            "hampel; window-frames: 5; threshold-mad: 5",
            "iir-filter; design: bessel; order: 2; cutoff-hz: 5",
            "sliding-window; length-frames: 20; hop-frames: 5"
        };
        StreamSpec spec = NUMBER;
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            frames.add(ramp(i));
        }
        long newestNanos = frames.get(frames.size() - 1).timeNanos();
        long delayNanos = 0;
        for (String operator : chain) {
            try (OperatorRun run = open(operator, spec)) {
                run.feed(frames);
                delayNanos += run.contract().delayNanos();
                spec = run.contract().outputs().get(0).spec();
                frames = List.copyOf(run.emitted());
            }
        }
        assertThat(delayNanos).isGreaterThan(150_000_000);
        frames.subList(frames.size() / 2, frames.size()).forEach(frame -> assertSaysItsTime(frame, "chain " + frame));
        assertThat(frames.get(frames.size() - 1).timeNanos()).isEqualTo(newestNanos - delayNanos);
    }

    /** Blocks of audio say the time of their first sample, however far an operator had to look ahead or put together. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "resample; to-hz: 8000",
                "resample; to-hz: 48000",
                "follow-clock",
                "audio-stft; length-samples: 320; hop-samples: 160 > audio-istft; hop-samples: 160",
                "audio-window; length-samples: 512; hop-samples: 128 > overlap-add; hop-samples: 128"
                        + " > resample; to-hz: 8000"
            })
    void samplesAreOfTheTimeThatTheirBlockCarries(String chain) {
        int block = 160;
        double rateHz = 16_000;
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            float[] samples = new float[block];
            for (int k = 0; k < block; k++) {
                samples[k] = (float) ((i * block + k) / rateHz);
            }
            long nanos = Math.round(i * block / rateHz * 1e9);
            frames.add(new Frame(i, nanos, 0, nanos, Tensor.of(Shape.of(1, block), samples), TEST));
        }
        StreamSpec spec = AudioStreams.blocks(1, block, rateHz);
        for (String operator : chain.split(" > ")) {
            try (OperatorRun run = open(operator, spec)) {
                run.feed(frames);
                spec = run.contract().outputs().get(0).spec();
                frames = List.copyOf(run.emitted());
            }
        }
        double gain = chain.contains("overlap-add") ? 512 / 128 : 1; // so many windows on top of each other
        double outHz = spec.rateHz() * spec.axes().get(1).size();
        assertThat(frames).hasSizeGreaterThan(200);
        for (Frame frame : frames.subList(frames.size() / 4, frames.size() - 5)) {
            float[] samples = frame.tensor().floats();
            for (int k = 0; k < samples.length; k++) {
                // A polyphase filter passes a ramp within 1e-4 of its height; a sample off by one would be 62 to 125
                // us.
                assertThat(samples[k] / gain)
                        .as("%s, frame %s, sample %s", chain, frame.sequence(), k)
                        .isCloseTo(frame.timeNanos() / 1e9 + k / outHz, within(2e-5));
            }
        }
    }
}
