package io.millrace.kernels.fft;

import io.millrace.kernels.Require;

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
    /** Half of {@code exp(-j 2 pi k / length)}. */
    private final double[] twiddleRe;

    private final double[] twiddleIm;
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
        this.workRe = new double[size];
        this.workIm = new double[size];
        this.floatTime = new double[length];
        this.floatRe = new double[bins()];
        this.floatIm = new double[bins()];
        this.twiddleRe = new double[bins()];
        this.twiddleIm = new double[bins()];
        for (int k = 0; k < bins(); k++) {
            twiddleRe[k] = 0.5 * StrictMath.cos(2 * Math.PI * k / length);
            twiddleIm[k] = -0.5 * StrictMath.sin(2 * Math.PI * k / length);
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
        MixedRadixFft passes = fft.passes();
        if (passes == null) {
            for (int i = 0; i < workRe.length; i++) {
                workRe[i] = in[2 * i];
                workIm[i] = in[2 * i + 1];
            }
            fft.forward(workRe, workIm);
            part(workRe, workIm, re, im);
        } else if (passes.runPairs(in, workRe, workIm)) {
            part(passes.otherRe(), passes.otherIm(), re, im);
        } else {
            part(workRe, workIm, re, im);
        }
    }

    private void part(double[] zRe, double[] zIm, double[] re, double[] im) {
        int half = length / 2;
        re[0] = zRe[0] + zIm[0];
        im[0] = 0;
        re[half] = zRe[0] - zIm[0];
        im[half] = 0;
        for (int k = 1; k <= half / 2; k++) {
            int mirror = half - k;
            double evenRe = 0.5 * (zRe[k] + zRe[mirror]);
            double evenIm = 0.5 * (zIm[k] - zIm[mirror]);
            double oddRe = zIm[k] + zIm[mirror];
            double oddIm = zRe[mirror] - zRe[k];
            double turnedRe = oddRe * twiddleRe[k] - oddIm * twiddleIm[k];
            double turnedIm = oddRe * twiddleIm[k] + oddIm * twiddleRe[k];
            re[mirror] = evenRe - turnedRe;
            im[mirror] = turnedIm - evenIm;
            re[k] = evenRe + turnedRe;
            im[k] = evenIm + turnedIm;
        }
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
        workRe[0] = 0.5 * (re[0] + re[half]);
        workIm[0] = 0.5 * (re[0] - re[half]);
        for (int k = 1; k <= half / 2; k++) {
            int mirror = half - k;
            double evenRe = 0.5 * (re[k] + re[mirror]);
            double evenIm = 0.5 * (im[k] - im[mirror]);
            double turnedRe = re[k] - re[mirror];
            double turnedIm = im[k] + im[mirror];
            double oddRe = turnedRe * twiddleRe[k] + turnedIm * twiddleIm[k];
            double oddIm = turnedIm * twiddleRe[k] - turnedRe * twiddleIm[k];
            workRe[mirror] = evenRe + oddIm;
            workIm[mirror] = oddRe - evenIm;
            workRe[k] = evenRe - oddIm;
            workIm[k] = evenIm + oddRe;
        }
        // swapped parts turn the direction
        MixedRadixFft passes = fft.passes();
        if (passes == null) {
            fft.forward(workIm, workRe);
            interleave(workRe, workIm, out);
        } else if (passes.run(workIm, workRe)) {
            interleave(passes.otherIm(), passes.otherRe(), out);
        } else {
            interleave(workRe, workIm, out);
        }
    }

    private void interleave(double[] zRe, double[] zIm, double[] out) {
        int half = length / 2;
        double scale = 1.0 / half;
        for (int i = 0; i < half; i++) {
            out[2 * i] = zRe[i] * scale;
            out[2 * i + 1] = zIm[i] * scale;
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
