package io.millrace.operators.audio;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Signals;
import java.util.Random;

/** Spectra as frames, 125 a second. */
final class SpectrumFrames {

    static final double RATE_HZ = 125;

    private SpectrumFrames() {}

    static StreamSpec spec(int channels, int bins) {
        return StreamSpec.tensor(ElementType.F32, Axis.of("channel", channels), Axis.of("iq", 2), Axis.of("bin", bins))
                .withRateHz(RATE_HZ);
    }

    static Frame noise(int channels, int bins, long sequence, Random random) {
        float[] values = Signals.noise(2 * channels * bins, 1, random.nextLong());
        return of(sequence, Shape.of(channels, 2, bins), values);
    }

    static Frame of(long sequence, Shape shape, float... values) {
        return Frames.of(sequence, RATE_HZ, Tensor.of(shape, values));
    }
}
