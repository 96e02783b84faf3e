package io.millrace.kernels.csi;

/** The magnitude of complex values in split form. */
public final class Amplitude {

    private Amplitude() {}

    /**
     * Computes {@code sqrt(re^2 + im^2)}, correctly rounded to float but for double rounding.
     *
     * @param re real parts
     * @param im imaginary parts, as many
     * @param out receives the magnitudes, as many; may be {@code re} or {@code im}
     */
    public static void of(float[] re, float[] im, float[] out) {
        for (int i = 0; i < out.length; i++) {
            // Squares of floats neither overflow nor underflow in double, so no scaling as in hypot is needed.
            double r = re[i];
            double m = im[i];
            out[i] = (float) Math.sqrt(r * r + m * m);
        }
    }
}
