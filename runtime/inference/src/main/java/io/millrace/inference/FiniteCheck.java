package io.millrace.inference;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Looks for NaN and infinity: with the sign off, the bits of either are not below those of infinity. */
final class FiniteCheck {

    private static final int LANES = 8;

    private FiniteCheck() {}

    static boolean isFinite(FloatBuffer values) {
        int largest = 0;
        for (int i = 0; i < values.capacity(); i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values.get(i)) & 0x7fff_ffff);
        }
        return largest < 0x7f80_0000;
    }

    /** Zero times anything finite is zero; eight sums keep the additions from waiting for each other. */
    static boolean isFinite(float[] values) {
        float[] sums = new float[LANES];
        int i = 0;
        for (; i + LANES <= values.length; i += LANES) {
            for (int k = 0; k < LANES; k++) {
                sums[k] += values[i + k] * 0f;
            }
        }
        float sum = 0;
        for (; i < values.length; i++) {
            sum += values[i] * 0f;
        }
        for (float lane : sums) {
            sum += lane;
        }
        return sum == 0f;
    }

    static boolean isFinite(DoubleBuffer values) {
        long largest = 0;
        for (int i = 0; i < values.capacity(); i++) {
            largest = Math.max(largest, Double.doubleToRawLongBits(values.get(i)) & 0x7fff_ffff_ffff_ffffL);
        }
        return largest < 0x7ff0_0000_0000_0000L;
    }
}
