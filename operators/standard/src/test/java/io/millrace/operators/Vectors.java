package io.millrace.operators;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import java.util.Random;

/** Streams of vectors at 100 Hz, and the golden values of the kernels. */
public final class Vectors {

    public static final double RATE_HZ = 100;

    private Vectors() {}

    public static StreamSpec spec(String axis, int width) {
        return StreamSpec.tensor(ElementType.F32, Axis.of(axis, width)).withRateHz(RATE_HZ);
    }

    public static Frame frame(int width, long sequence, Random random) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = (float) (10 + random.nextGaussian() + (random.nextInt(50) == 0 ? 30 : 0));
        }
        return of(sequence, values);
    }

    public static Frame of(long sequence, float... values) {
        return Frames.of(sequence, RATE_HZ, Tensor.of(Shape.of(values.length), values));
    }

    public static Golden golden(String name) {
        return Golden.inTree("operators/kernels/src/test/resources/golden/" + name + ".txt");
    }

    /** One row of a golden matrix. */
    public static float[] row(Golden golden, String name, int row) {
        return golden.floatRows(name)[row];
    }
}
