package io.millrace.kernels;

import java.util.Random;

/** Array helpers of the kernel tests. */
public final class Arrays2 {

    /** Lengths around vector widths, odd, prime and large: what a loop with a wrong tail trips over. */
    public static final int[] AWKWARD_SIZES = {1, 4, 6, 8, 13, 16, 25, 207, 1024};

    private Arrays2() {}

    public static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    public static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    public static double[] gaussian(Random random, int length) {
        double[] result = new double[length];
        for (int i = 0; i < length; i++) {
            result[i] = random.nextGaussian();
        }
        return result;
    }

    public static float[] gaussianFloats(Random random, int length) {
        return floats(gaussian(random, length));
    }
}
