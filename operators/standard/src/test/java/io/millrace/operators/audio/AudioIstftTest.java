package io.millrace.operators.audio;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Random;

/** That it gives back what {@code audio-stft} took is tested there. */
class AudioIstftTest extends OperatorContractTest {

    private static final int BINS = 33;

    @Override
    protected List<Integer> widths() {
        return List.of(1, 2, 5);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new AudioIstft())
                .with("hop-samples: 16")
                .in(StreamSpec.tensor(
                                ElementType.F32, Axis.of("channel", width), Axis.of("iq", 2), Axis.of("bin", BINS))
                        .withRateHz(1000));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] spectrum = Signals.noise(width * 2 * BINS, 1, random.nextLong());
        return Frames.of(sequence, 1000, Tensor.of(Shape.of(width, 2, BINS), spectrum));
    }
}
