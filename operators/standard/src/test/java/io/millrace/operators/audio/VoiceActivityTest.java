package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoiceActivityTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new VoiceActivity())
                .in(StreamSpec.tensor(ElementType.F32, Axis.of("axis-0", width)).withRateHz(SpectrumFrames.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return SpectrumFrames.of(sequence, Shape.of(1), random.nextFloat());
    }

    /** At 125 windows a second, 24 ms are three windows. */
    @Test
    void speechBeginsAtOnceAndEndsAfterAHold() {
        float[] probability = {0.4f, 0.5f, 0.36f, 0.3f, 0.3f, 0.4f, 0.3f, 0.1f, Float.NaN, 0.4f, 0.9f};
        float[] speech = {0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1};
        try (OperatorRun run = harness(1).with("hold-ms: 24").open()) {
            for (int i = 0; i < probability.length; i++) {
                run.feed(SpectrumFrames.of(i, Shape.of(1), probability[i]));
                assertThat(run.last().tensor().floats()).containsExactly(probability[i], speech[i]);
            }
        }
    }

    @Test
    void refusesWhatIsNoProbability() {
        assertThat(harness(2).problems())
                .containsExactly("stream is no probability: node=node, input=in-0, stream=f32[axis-0=2] 125 Hz"
                        + " (expected one element)");
        assertThat(harness(1).with("on: 0.2").problems())
                .containsExactly("thresholds are out of order: on=0.2, off=0.35 (expected off at most on)");
    }
}
