package io.millrace.kernels.fft;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Window functions as sums of cosines: {@code w[i] = a0 - a1 cos(2 pi i / m) + a2 cos(4 pi i / m)}, with m = n for the
 * periodic form (spectra, overlap-add) and m = n - 1 for the symmetric one (filter design). As {@code
 * scipy.signal.windows}.
 */
public enum Window {
    /** All ones: the finest resolution, the highest side lobes. */
    RECTANGULAR(1, 0, 0),
    /** Raised cosine, zero at the edges. */
    HANN(0.5, 0.5, 0),
    /** Raised cosine on a pedestal of 0.08. */
    HAMMING(0.54, 0.46, 0),
    /** Three terms: low side lobes, a wide main lobe. */
    BLACKMAN(0.42, 0.5, 0.08),
    /**
     * Square root of {@link #HANN}: used twice, before the transform and after its inverse, the overlaps of half a window
     * or less add up to a constant. As {@code numpy.sqrt} of scipy's.
     */
    ROOT_HANN(0.5, 0.5, 0);

    private final double a0;
    private final double a1;
    private final double a2;

    Window(double a0, double a1, double a2) {
        this.a0 = a0;
        this.a1 = a1;
        this.a2 = a2;
    }

    /**
     * The form whose repetition has no seam; equals {@code scipy.signal.get_window(name, n)}.
     *
     * @param length number of values, at least 1
     * @return the window, freshly made
     */
    public double[] periodic(int length) {
        return cosines(length, length);
    }

    /**
     * The form with equal ends; equals {@code scipy.signal.get_window(name, n, fftbins=False)}.
     *
     * @param length number of values, at least 1
     * @return the window, freshly made
     */
    public double[] symmetric(int length) {
        return cosines(length, length - 1);
    }

    private double[] cosines(int length, int period) {
        double[] window = new double[Require.inRange("length", length, 1, Integer.MAX_VALUE)];
        for (int i = 0; i < length; i++) {
            double angle = 2 * Math.PI * i / period;
            window[i] = a0 - a1 * StrictMath.cos(angle) + a2 * StrictMath.cos(2 * angle);
        }
        if (this == ROOT_HANN) {
            Arrays.setAll(window, i -> Math.sqrt(window[i]));
        }
        if (length == 1) {
            window[0] = 1;
        }
        return window;
    }
}
