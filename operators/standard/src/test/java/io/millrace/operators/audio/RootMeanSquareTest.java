package io.millrace.operators.audio;

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
import io.millrace.testkit.Signals;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RootMeanSquareTest extends OperatorContractTest {

    private static final int SAMPLES = 160;

    private static StreamSpec spec(int channels) {
        return StreamSpec.tensor(ElementType.F32, Axis.of("channel", channels), Axis.of("sample", SAMPLES))
                .withRateHz(100);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new RootMeanSquare()).in(spec(width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] noise = Signals.noise(width * SAMPLES, 1, random.nextInt());
        return Frames.of(sequence, 100, Tensor.of(Shape.of(width, SAMPLES), noise));
    }

    /** A sine of amplitude 1 over whole periods has 1/sqrt(2), a constant itself. */
    @Test
    void knowsSineAndConstant() {
        float[] block = new float[2 * SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            block[i] = (float) Math.sin(2 * Math.PI * 5 * i / SAMPLES);
            block[SAMPLES + i] = -0.25f;
        }
        try (OperatorRun run = harness(2).open()) {
            run.feed(Frames.of(0, 100, Tensor.of(Shape.of(2, SAMPLES), block)));
            assertThat(run.last().tensor().floats()).containsExactly((float) Math.sqrt(0.5), 0.25f);
        }
    }

    @Test
    void refusesWhatIsNoAudio() {
        StreamSpec bins = StreamSpec.tensor(ElementType.F32, Axis.of("bin", 3)).withRateHz(1);
        assertThat(OperatorHarness.of(new RootMeanSquare()).in(bins).problems())
                .anySatisfy(p -> assertThat(p)
                        .isEqualTo("stream has another rank: node=node, input=in-0, stream=f32[bin=3] 1 Hz"
                                + " (expected 2 axes)"));
    }
}
