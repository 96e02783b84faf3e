package io.millrace.inference;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Looks for NaN and infinity: with the sign off, the bits of either are not below those of infinity. */
final class FiniteCheck {

    private FiniteCheck() {}

    static boolean isFinite(FloatBuffer values) {
        int largest = 0;
        for (int i = 0; i < values.capacity(); i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values.get(i)) & 0x7fff_ffff);
        }
        return largest < 0x7f80_0000;
    }

    /** Zero times anything finite is zero; four sums keep the additions from waiting for each other. */
    static boolean isFinite(float[] values) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            a += values[i] * 0f;
            b += values[i + 1] * 0f;
            c += values[i + 2] * 0f;
            d += values[i + 3] * 0f;
        }
        for (; i < values.length; i++) {
            a += values[i] * 0f;
        }
        return a + b + c + d == 0f;
    }

    static boolean isFinite(DoubleBuffer values) {
        long largest = 0;
        for (int i = 0; i < values.capacity(); i++) {
            largest = Math.max(largest, Double.doubleToRawLongBits(values.get(i)) & 0x7fff_ffff_ffff_ffffL);
        }
        return largest < 0x7ff0_0000_0000_0000L;
    }
}
