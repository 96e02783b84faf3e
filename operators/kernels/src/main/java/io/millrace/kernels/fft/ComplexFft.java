package io.millrace.kernels.fft;

import io.millrace.kernels.Require;
import org.jspecify.annotations.Nullable;

/**
 * The discrete Fourier transform of complex data of any length, in place.
 *
 * <p>A length without prime factors above 31 is done in passes of its factors, any other as a circular convolution of the
 * next power of two above {@code 2 n - 1} (Bluestein 1970), so the time is O(n log n) throughout.
 * Holds tables and scratch: one thread at a time.
 */
public final class ComplexFft {

    private static final int MAX_LENGTH = 1 << 26;

    private final int length;
    private final MixedRadixFft core;
    private final double[] chirpRe;
    private final double[] chirpIm;
    private final double[] kernelRe;
    private final double[] kernelIm;
    private final double[] workRe;
    private final double[] workIm;
    private final double[] floatRe;
    private final double[] floatIm;

    /**
     * A transform.
     *
     * @param length number of complex values, 1..2^26
     */
    public ComplexFft(int length) {
        this.length = Require.inRange("length", length, 1, MAX_LENGTH);
        boolean direct = MixedRadixFft.suits(length);
        int size = direct ? length : Integer.highestOneBit(2 * length - 1) * 2;
        int chirp = direct ? 0 : length;
        int work = direct ? 0 : size;
        this.core = new MixedRadixFft(size);
        this.chirpRe = new double[chirp];
        this.chirpIm = new double[chirp];
        this.kernelRe = new double[work];
        this.kernelIm = new double[work];
        this.workRe = new double[work];
        this.workIm = new double[work];
        this.floatRe = new double[length];
        this.floatIm = new double[length];
        if (!direct) {
            prepareChirp(size);
        }
    }

    private void prepareChirp(int size) {
        for (int k = 0; k < length; k++) {
            // k^2 / n turns mod 2: reduced before the division, so a long transform keeps its phase.
            double angle = Math.PI * ((long) k * k % (2L * length)) / length;
            chirpRe[k] = StrictMath.cos(angle);
            chirpIm[k] = -StrictMath.sin(angle);
            int mirror = k == 0 ? 0 : size - k;
            kernelRe[k] = chirpRe[k] / size;
            kernelIm[k] = -chirpIm[k] / size;
            kernelRe[mirror] = kernelRe[k];
            kernelIm[mirror] = kernelIm[k];
        }
        core.forward(kernelRe, kernelIm);
    }

    /**
     * The length of the transform.
     *
     * @return number of complex values
     */
    public int length() {
        return length;
    }

    /** The passes behind a length of small factors, for callers who look for the result themselves; else null. */
    @Nullable MixedRadixFft passes() {
        return chirpRe.length == 0 ? core : null;
    }

    /**
     * Transforms in place.
     *
     * @param re real parts, {@link #length} values
     * @param im imaginary parts, {@link #length} values
     */
    public void forward(double[] re, double[] im) {
        if (chirpRe.length == 0) {
            core.forward(re, im);
        } else {
            bluestein(re, im);
        }
    }

    /**
     * Transforms back in place: {@code inverse(forward(x)) = x}.
     *
     * @param re real parts, {@link #length} values
     * @param im imaginary parts, {@link #length} values
     */
    public void inverse(double[] re, double[] im) {
        // Swapping the parts conjugates and multiplies by j, which turns one direction into the other.
        forward(im, re);
        double scale = 1.0 / length;
        for (int i = 0; i < length; i++) {
            re[i] *= scale;
            im[i] *= scale;
        }
    }

    /**
     * Transforms in place; computed in double.
     *
     * @param re real parts, {@link #length} values
     * @param im imaginary parts, {@link #length} values
     */
    public void forward(float[] re, float[] im) {
        widen(re, im);
        forward(floatRe, floatIm);
        narrow(re, im);
    }

    /**
     * Transforms back in place; computed in double.
     *
     * @param re real parts, {@link #length} values
     * @param im imaginary parts, {@link #length} values
     */
    public void inverse(float[] re, float[] im) {
        widen(re, im);
        inverse(floatRe, floatIm);
        narrow(re, im);
    }

    private void widen(float[] re, float[] im) {
        for (int i = 0; i < length; i++) {
            floatRe[i] = re[i];
            floatIm[i] = im[i];
        }
    }

    private void narrow(float[] re, float[] im) {
        for (int i = 0; i < length; i++) {
            re[i] = (float) floatRe[i];
            im[i] = (float) floatIm[i];
        }
    }

    private void bluestein(double[] re, double[] im) {
        for (int k = 0; k < length; k++) {
            workRe[k] = re[k] * chirpRe[k] - im[k] * chirpIm[k];
            workIm[k] = re[k] * chirpIm[k] + im[k] * chirpRe[k];
        }
        for (int k = length; k < workRe.length; k++) {
            workRe[k] = 0;
            workIm[k] = 0;
        }
        core.forward(workRe, workIm);
        for (int k = 0; k < workRe.length; k++) {
            double product = workRe[k] * kernelRe[k] - workIm[k] * kernelIm[k];
            workIm[k] = workRe[k] * kernelIm[k] + workIm[k] * kernelRe[k];
            workRe[k] = product;
        }
        core.forward(workIm, workRe);
        for (int k = 0; k < length; k++) {
            re[k] = workRe[k] * chirpRe[k] - workIm[k] * chirpIm[k];
            im[k] = workRe[k] * chirpIm[k] + workIm[k] * chirpRe[k];
        }
    }
}
