package io.millrace.engine.align;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;

/** What lies between two frames of numbers, taken to change evenly. */
final class Interpolator {

    /** The tensor at a time between those of two frames of equal shape. */
    Tensor between(Frame before, Frame after, long nanos) {
        double span = (double) (after.timeNanos() - before.timeNanos());
        double weight = span <= 0 ? 1 : (nanos - before.timeNanos()) / span;
        Tensor first = before.tensor();
        Tensor second = after.tensor();
        if (first.type() == ElementType.F64) {
            return Tensor.of(first.shape(), doubles(first.doubles(), second.doubles(), weight));
        }
        return Tensor.of(first.shape(), floats(first.floats(), second.floats(), (float) weight));
    }

    private static float[] floats(float[] a, float[] b, float weight) {
        float[] mixed = new float[a.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = a[i] + weight * (b[i] - a[i]);
        }
        return mixed;
    }

    private static double[] doubles(double[] a, double[] b, double weight) {
        double[] mixed = new double[a.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = a[i] + weight * (b[i] - a[i]);
        }
        return mixed;
    }
}
