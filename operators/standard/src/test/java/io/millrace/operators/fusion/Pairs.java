package io.millrace.operators.fusion;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Bundles whose context comes first: parts are found by their names. */
final class Pairs {

    static final double RATE_HZ = 25;
    private static final List<String> PARTS = List.of("context", "drive");

    private Pairs() {}

    static StreamSpec spec(StreamSpec drive, StreamSpec context) {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("context", context);
        parts.put("drive", drive);
        return StreamSpec.bundle(parts).withRateHz(RATE_HZ);
    }

    static StreamSpec spec(int drives, int contexts) {
        return spec(values("person", drives), values("channel", contexts));
    }

    static StreamSpec values(String axis, int count) {
        return StreamSpec.tensor(ElementType.F32, Axis.of(axis, count)).withRateHz(RATE_HZ);
    }

    static Frame of(long sequence, float[] drive, float... context) {
        Tensor driven = Tensor.of(Shape.of(drive.length), drive);
        return Frames.of(sequence, RATE_HZ, Bundle.of(PARTS, Tensor.of(Shape.of(context.length), context), driven));
    }

    static Frame random(int drives, int contexts, long sequence, Random random) {
        return of(sequence, gaussian(drives, random), gaussian(contexts, random));
    }

    private static float[] gaussian(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
