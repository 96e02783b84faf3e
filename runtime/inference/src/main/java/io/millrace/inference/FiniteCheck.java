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

    static boolean isFinite(DoubleBuffer values) {
        long largest = 0;
        for (int i = 0; i < values.capacity(); i++) {
            largest = Math.max(largest, Double.doubleToRawLongBits(values.get(i)) & 0x7fff_ffff_ffff_ffffL);
        }
        return largest < 0x7ff0_0000_0000_0000L;
    }
}
