package io.millrace.kernels.fft;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * The discrete Fourier transform of real data: {@code length / 2 + 1} bins, from 0 Hz to half the rate.
 *
 * <p>An even length n is done as a complex transform of length n/2 over the pairs {@code x[2i] + j x[2i+1]}, an odd one
 * as a complex transform of length n. Holds tables and scratch: one thread at a time.
 */
public final class RealFft {

    private final int length;
    private final boolean even;
    private final ComplexFft fft;
    private final double[] twiddleRe;
    private final double[] twiddleIm;
    private final int[] identity;
    private final double[] workRe;
    private final double[] workIm;
    private final double[] floatTime;
    private final double[] floatRe;
    private final double[] floatIm;

    /**
     * A transform.
     *
     * @param length number of real values, 1..2^26
     */
    public RealFft(int length) {
        Require.inRange("length", length, 1, 1 << 26);
        this.length = length;
        this.even = length % 2 == 0;
        int size = even ? length / 2 : length;
        this.fft = new ComplexFft(size);
        this.identity = new int[fft.passes() == null ? size : 0];
        Arrays.setAll(identity, i -> i);
        this.workRe = new double[size];
        this.workIm = new double[size];
        this.floatTime = new double[length];
        this.floatRe = new double[bins()];
        this.floatIm = new double[bins()];
        this.twiddleRe = new double[bins()];
        this.twiddleIm = new double[bins()];
        for (int k = 0; k < bins(); k++) {
            twiddleRe[k] = StrictMath.cos(2 * Math.PI * k / length);
            twiddleIm[k] = -StrictMath.sin(2 * Math.PI * k / length);
        }
    }

    /**
     * The length of the transform.
     *
     * @return number of real values
     */
    public int length() {
        return length;
    }

    /**
     * The number of bins.
     *
     * @return {@code length / 2 + 1}
     */
    public int bins() {
        return length / 2 + 1;
    }

    /**
     * Transforms real values.
     *
     * @param in {@link #length} values, left as they are
     * @param re receives the real parts, {@link #bins} values
     * @param im receives the imaginary parts, {@link #bins} values; exactly 0 at 0 Hz and, of an even length, in the last
     */
    public void forward(double[] in, double[] re, double[] im) {
        if (even) {
            forwardEven(in, re, im);
            return;
        }
        for (int i = 0; i < length; i++) {
            workRe[i] = in[i];
            workIm[i] = 0;
        }
        fft.forward(workRe, workIm);
        System.arraycopy(workRe, 0, re, 0, bins());
        System.arraycopy(workIm, 0, im, 0, bins());
        im[0] = 0;
    }

    /**
     * With Z the transform of the pairs, h = n / 2, E = (Z[k] + Z*[h-k]) / 2 and O = (Z[k] - Z*[h-k]) / 2j: X[k] = E + w^k O,
     * and X[h-k] is the conjugate of E - w^k O, so each step gives two bins.
     */
    private void forwardEven(double[] in, double[] re, double[] im) {
        int half = length / 2;
        pack(in, half);
        re[0] = workRe[0] + workIm[0];
        im[0] = 0;
        re[half] = workRe[0] - workIm[0];
        im[half] = 0;
        for (int k = 1; k <= half / 2; k++) {
            int mirror = half - k;
            double evenRe = 0.5 * (workRe[k] + workRe[mirror]);
            double evenIm = 0.5 * (workIm[k] - workIm[mirror]);
            double oddRe = 0.5 * (workIm[k] + workIm[mirror]);
            double oddIm = -0.5 * (workRe[k] - workRe[mirror]);
            double turnedRe = oddRe * twiddleRe[k] - oddIm * twiddleIm[k];
            double turnedIm = oddRe * twiddleIm[k] + oddIm * twiddleRe[k];
            re[mirror] = evenRe - turnedRe;
            im[mirror] = turnedIm - evenIm;
            re[k] = evenRe + turnedRe;
            im[k] = evenIm + turnedIm;
        }
    }

    /** Transforms the pairs; where the passes can be had alone, values go straight to their places. */
    private void pack(double[] in, int half) {
        PowerOfTwoFft passes = fft.passes();
        if (passes != null) {
            int[] place = passes.reversed();
            for (int i = 0; i < half; i++) {
                int at = place[i];
                workRe[at] = in[2 * i];
                workIm[at] = in[2 * i + 1];
            }
            passes.join(workRe, workIm);
            return;
        }
        for (int i = 0; i < half; i++) {
            workRe[i] = in[2 * i];
            workIm[i] = in[2 * i + 1];
        }
        fft.forward(workRe, workIm);
    }

    /**
     * Transforms bins back: {@code inverse(forward(x)) = x}.
     *
     * @param re real parts, {@link #bins} values, left as they are
     * @param im imaginary parts, {@link #bins} values, left as they are; not looked at where a real signal has none
     * @param out receives {@link #length} values
     */
    public void inverse(double[] re, double[] im, double[] out) {
        if (even) {
            inverseEven(re, im, out);
            return;
        }
        workRe[0] = re[0];
        workIm[0] = 0;
        for (int k = 1; k < bins(); k++) {
            workRe[k] = re[k];
            workIm[k] = im[k];
            workRe[length - k] = re[k];
            workIm[length - k] = -im[k];
        }
        fft.inverse(workRe, workIm);
        System.arraycopy(workRe, 0, out, 0, length);
    }

    /** With E and O as above, Z[k] = E + jO and Z[h-k] = E* + jO*. */
    private void inverseEven(double[] re, double[] im, double[] out) {
        int half = length / 2;
        PowerOfTwoFft passes = fft.passes();
        int[] place = passes == null ? identity : passes.reversed();
        workRe[0] = 0.5 * (re[0] + re[half]);
        workIm[0] = 0.5 * (re[0] - re[half]);
        for (int k = 1; k <= half / 2; k++) {
            int mirror = half - k;
            double evenRe = 0.5 * (re[k] + re[mirror]);
            double evenIm = 0.5 * (im[k] - im[mirror]);
            double turnedRe = 0.5 * (re[k] - re[mirror]);
            double turnedIm = 0.5 * (im[k] + im[mirror]);
            double oddRe = turnedRe * twiddleRe[k] + turnedIm * twiddleIm[k];
            double oddIm = turnedIm * twiddleRe[k] - turnedRe * twiddleIm[k];
            workRe[place[mirror]] = evenRe + oddIm;
            workIm[place[mirror]] = oddRe - evenIm;
            workRe[place[k]] = evenRe - oddIm;
            workIm[place[k]] = evenIm + oddRe;
        }
        if (passes == null) {
            fft.forward(workIm, workRe);
        } else {
            passes.join(workIm, workRe); // swapped parts turn the direction
        }
        double scale = 1.0 / half;
        for (int i = 0; i < half; i++) {
            out[2 * i] = workRe[i] * scale;
            out[2 * i + 1] = workIm[i] * scale;
        }
    }

    /**
     * Transforms real values; computed in double.
     *
     * @param in {@link #length} values, left as they are
     * @param re receives the real parts, {@link #bins} values
     * @param im receives the imaginary parts, {@link #bins} values
     */
    public void forward(float[] in, float[] re, float[] im) {
        for (int i = 0; i < length; i++) {
            floatTime[i] = in[i];
        }
        forward(floatTime, floatRe, floatIm);
        for (int k = 0; k < floatRe.length; k++) {
            re[k] = (float) floatRe[k];
            im[k] = (float) floatIm[k];
        }
    }

    /**
     * Transforms bins back; computed in double.
     *
     * @param re real parts, {@link #bins} values, left as they are
     * @param im imaginary parts, {@link #bins} values, left as they are
     * @param out receives {@link #length} values
     */
    public void inverse(float[] re, float[] im, float[] out) {
        for (int k = 0; k < floatRe.length; k++) {
            floatRe[k] = re[k];
            floatIm[k] = im[k];
        }
        inverse(floatRe, floatIm, floatTime);
        for (int i = 0; i < length; i++) {
            out[i] = (float) floatTime[i];
        }
    }
}
