package io.millrace.kernels.fft;

/**
 * The passes of {@link MixedRadixFft}. Every one reads x, r values {@code s m} apart, and writes y, s apart; {@code w}
 * holds what output k of step p is turned by. The last pass (m = 1) turns nothing, and the first (s = 1) runs over p.
 */
final class Radix {

    private static final double ROOT_HALF = Math.sqrt(0.5);
    private static final double ROOT_THREE_QUARTERS = Math.sqrt(0.75);
    private static final double COS_72 = (Math.sqrt(5) - 1) / 4;
    private static final double COS_144 = -(Math.sqrt(5) + 1) / 4;
    private static final double SIN_72 = Math.sqrt((5 + Math.sqrt(5)) / 8);
    private static final double SIN_144 = Math.sqrt((5 - Math.sqrt(5)) / 8);

    private Radix() {}

    /** The last pass of radix 2. */
    static void two(double[] xRe, double[] xIm, double[] yRe, double[] yIm, int s) {
        for (int q = 0; q < s; q++) {
            yRe[q] = xRe[q] + xRe[q + s];
            yIm[q] = xIm[q] + xIm[q + s];
            yRe[q + s] = xRe[q] - xRe[q + s];
            yIm[q + s] = xIm[q] - xIm[q + s];
        }
    }

    static void three(double[] xRe, double[] xIm, double[] yRe, double[] yIm, int m, int s, double[] w) {
        int sm = s * m;
        for (int p = 0; p < m; p++) {
            double w1Re = w[4 * p];
            double w1Im = w[4 * p + 1];
            double w2Re = w[4 * p + 2];
            double w2Im = w[4 * p + 3];
            for (int q = 0; q < s; q++) {
                int i = s * p + q;
                int o = 3 * s * p + q;
                double sumRe = xRe[i + sm] + xRe[i + 2 * sm];
                double sumIm = xIm[i + sm] + xIm[i + 2 * sm];
                double sideRe = ROOT_THREE_QUARTERS * (xIm[i + sm] - xIm[i + 2 * sm]);
                double sideIm = ROOT_THREE_QUARTERS * (xRe[i + 2 * sm] - xRe[i + sm]);
                double middleRe = xRe[i] - 0.5 * sumRe;
                double middleIm = xIm[i] - 0.5 * sumIm;
                yRe[o] = xRe[i] + sumRe;
                yIm[o] = xIm[i] + sumIm;
                double re = middleRe + sideRe;
                double im = middleIm + sideIm;
                yRe[o + s] = re * w1Re - im * w1Im;
                yIm[o + s] = re * w1Im + im * w1Re;
                re = middleRe - sideRe;
                im = middleIm - sideIm;
                yRe[o + 2 * s] = re * w2Re - im * w2Im;
                yIm[o + 2 * s] = re * w2Im + im * w2Re;
            }
        }
    }

    /** The first pass of radix 4. */
    static void firstFour(double[] xRe, double[] xIm, double[] yRe, double[] yIm, int m, double[] w) {
        for (int p = 0; p < m; p++) {
            int o = 4 * p;
            int t = 6 * p;
            double sumRe = xRe[p] + xRe[p + 2 * m];
            double sumIm = xIm[p] + xIm[p + 2 * m];
            double differenceRe = xRe[p] - xRe[p + 2 * m];
            double differenceIm = xIm[p] - xIm[p + 2 * m];
            double oddSumRe = xRe[p + m] + xRe[p + 3 * m];
            double oddSumIm = xIm[p + m] + xIm[p + 3 * m];
            double oddDifferenceRe = xRe[p + m] - xRe[p + 3 * m];
            double oddDifferenceIm = xIm[p + m] - xIm[p + 3 * m];
            yRe[o] = sumRe + oddSumRe;
            yIm[o] = sumIm + oddSumIm;
            double re = differenceRe + oddDifferenceIm;
            double im = differenceIm - oddDifferenceRe;
            yRe[o + 1] = re * w[t] - im * w[t + 1];
            yIm[o + 1] = re * w[t + 1] + im * w[t];
            re = sumRe - oddSumRe;
            im = sumIm - oddSumIm;
            yRe[o + 2] = re * w[t + 2] - im * w[t + 3];
            yIm[o + 2] = re * w[t + 3] + im * w[t + 2];
            re = differenceRe - oddDifferenceIm;
            im = differenceIm + oddDifferenceRe;
            yRe[o + 3] = re * w[t + 4] - im * w[t + 5];
            yIm[o + 3] = re * w[t + 5] + im * w[t + 4];
        }
    }

    /** The same of pairs: {@code x[i] = in[2i] + j in[2i+1]}. */
    static void firstFourOfPairs(double[] in, double[] yRe, double[] yIm, int m, double[] w) {
        for (int p = 0; p < m; p++) {
            int o = 4 * p;
            int t = 6 * p;
            int i0 = 2 * p;
            int i1 = i0 + 2 * m;
            int i2 = i1 + 2 * m;
            int i3 = i2 + 2 * m;
            double sumRe = in[i0] + in[i2];
            double sumIm = in[i0 + 1] + in[i2 + 1];
            double differenceRe = in[i0] - in[i2];
            double differenceIm = in[i0 + 1] - in[i2 + 1];
            double oddSumRe = in[i1] + in[i3];
            double oddSumIm = in[i1 + 1] + in[i3 + 1];
            double oddDifferenceRe = in[i1] - in[i3];
            double oddDifferenceIm = in[i1 + 1] - in[i3 + 1];
            yRe[o] = sumRe + oddSumRe;
            yIm[o] = sumIm + oddSumIm;
            double re = differenceRe + oddDifferenceIm;
            double im = differenceIm - oddDifferenceRe;
            yRe[o + 1] = re * w[t] - im * w[t + 1];
            yIm[o + 1] = re * w[t + 1] + im * w[t];
            re = sumRe - oddSumRe;
            im = sumIm - oddSumIm;
            yRe[o + 2] = re * w[t + 2] - im * w[t + 3];
            yIm[o + 2] = re * w[t + 3] + im * w[t + 2];
            re = differenceRe - oddDifferenceIm;
            im = differenceIm + oddDifferenceRe;
            yRe[o + 3] = re * w[t + 4] - im * w[t + 5];
            yIm[o + 3] = re * w[t + 5] + im * w[t + 4];
        }
    }

    static void four(double[] xRe, double[] xIm, double[] yRe, double[] yIm, int m, int s, double[] w) {
        int sm = s * m;
        for (int p = 0; p < m; p++) {
            double w1Re = w[6 * p];
            double w1Im = w[6 * p + 1];
            double w2Re = w[6 * p + 2];
            double w2Im = w[6 * p + 3];
            double w3Re = w[6 * p + 4];
            double w3Im = w[6 * p + 5];
            for (int q = 0; q < s; q++) {
                int i = s * p + q;
                int o = 4 * s * p + q;
                double sumRe = xRe[i] + xRe[i + 2 * sm];
                double sumIm = xIm[i] + xIm[i + 2 * sm];
                double differenceRe = xRe[i] - xRe[i + 2 * sm];
                double differenceIm = xIm[i] - xIm[i + 2 * sm];
                double oddSumRe = xRe[i + sm] + xRe[i + 3 * sm];
                double oddSumIm = xIm[i + sm] + xIm[i + 3 * sm];
                double oddDifferenceRe = xRe[i + sm] - xRe[i + 3 * sm];
                double oddDifferenceIm = xIm[i + sm] - xIm[i + 3 * sm];
                yRe[o] = sumRe + oddSumRe;
                yIm[o] = sumIm + oddSumIm;
                double re = differenceRe + oddDifferenceIm;
                double im = differenceIm - oddDifferenceRe;
                yRe[o + s] = re * w1Re - im * w1Im;
                yIm[o + s] = re * w1Im + im * w1Re;
                re = sumRe - oddSumRe;
                im = sumIm - oddSumIm;
                yRe[o + 2 * s] = re * w2Re - im * w2Im;
                yIm[o + 2 * s] = re * w2Im + im * w2Re;
                re = differenceRe - oddDifferenceIm;
                im = differenceIm + oddDifferenceRe;
                yRe[o + 3 * s] = re * w3Re - im * w3Im;
                yIm[o + 3 * s] = re * w3Im + im * w3Re;
            }
        }
    }

    /** The last pass of radix 4. */
    static void lastFour(double[] xRe, double[] xIm, double[] yRe, double[] yIm, int s) {
        for (int q = 0; q < s; q++) {
            double sumRe = xRe[q] + xRe[q + 2 * s];
            double sumIm = xIm[q] + xIm[q + 2 * s];
            double differenceRe = xRe[q] - xRe[q + 2 * s];
            double differenceIm = xIm[q] - xIm[q + 2 * s];
            double oddSumRe = xRe[q + s] + xRe[q + 3 * s];
            double oddSumIm = xIm[q + s] + xIm[q + 3 * s];
            double oddDifferenceRe = xRe[q + s] - xRe[q + 3 * s];
            double oddDifferenceIm = xIm[q + s] - xIm[q + 3 * s];
            yRe[q] = sumRe + oddSumRe;
            yIm[q] = sumIm + oddSumIm;
            yRe[q + s] = differenceRe + oddDifferenceIm;
            yIm[q + s] = differenceIm - oddDifferenceRe;
            yRe[q + 2 * s] = sumRe - oddSumRe;
            yIm[q + 2 * s] = sumIm - oddSumIm;
            yRe[q + 3 * s] = differenceRe - oddDifferenceIm;
            yIm[q + 3 * s] = differenceIm + oddDifferenceRe;
        }
    }

    static void five(double[] xRe, double[] xIm, double[] yRe, double[] yIm, int m, int s, double[] w) {
        int sm = s * m;
        for (int p = 0; p < m; p++) {
            int t = 8 * p;
            for (int q = 0; q < s; q++) {
                int i = s * p + q;
                int o = 5 * s * p + q;
                double outerRe = xRe[i + sm] + xRe[i + 4 * sm];
                double outerIm = xIm[i + sm] + xIm[i + 4 * sm];
                double innerRe = xRe[i + 2 * sm] + xRe[i + 3 * sm];
                double innerIm = xIm[i + 2 * sm] + xIm[i + 3 * sm];
                double outerDifferenceRe = xRe[i + sm] - xRe[i + 4 * sm];
                double outerDifferenceIm = xIm[i + sm] - xIm[i + 4 * sm];
                double innerDifferenceRe = xRe[i + 2 * sm] - xRe[i + 3 * sm];
                double innerDifferenceIm = xIm[i + 2 * sm] - xIm[i + 3 * sm];
                yRe[o] = xRe[i] + outerRe + innerRe;
                yIm[o] = xIm[i] + outerIm + innerIm;
                double firstRe = xRe[i] + COS_72 * outerRe + COS_144 * innerRe;
                double firstIm = xIm[i] + COS_72 * outerIm + COS_144 * innerIm;
                double secondRe = xRe[i] + COS_144 * outerRe + COS_72 * innerRe;
                double secondIm = xIm[i] + COS_144 * outerIm + COS_72 * innerIm;
                double firstSideRe = SIN_72 * outerDifferenceIm + SIN_144 * innerDifferenceIm;
                double firstSideIm = -SIN_72 * outerDifferenceRe - SIN_144 * innerDifferenceRe;
                double secondSideRe = SIN_144 * outerDifferenceIm - SIN_72 * innerDifferenceIm;
                double secondSideIm = SIN_72 * innerDifferenceRe - SIN_144 * outerDifferenceRe;
                turn(firstRe + firstSideRe, firstIm + firstSideIm, w, t, yRe, yIm, o + s);
                turn(secondRe + secondSideRe, secondIm + secondSideIm, w, t + 2, yRe, yIm, o + 2 * s);
                turn(secondRe - secondSideRe, secondIm - secondSideIm, w, t + 4, yRe, yIm, o + 3 * s);
                turn(firstRe - firstSideRe, firstIm - firstSideIm, w, t + 6, yRe, yIm, o + 4 * s);
            }
        }
    }

    static void turn(double re, double im, double[] w, int t, double[] yRe, double[] yIm, int o) {
        yRe[o] = re * w[t] - im * w[t + 1];
        yIm[o] = re * w[t + 1] + im * w[t];
    }

    /** The last pass of radix 8: the even outputs are a transform of four of the sums, the odd ones of the differences. */
    static void lastEight(double[] xRe, double[] xIm, double[] yRe, double[] yIm, int s) {
        for (int q = 0; q < s; q++) {
            double d0Re = xRe[q] - xRe[q + 4 * s];
            double d0Im = xIm[q] - xIm[q + 4 * s];
            double d2Re = xIm[q + 2 * s] - xIm[q + 6 * s];
            double d2Im = xRe[q + 6 * s] - xRe[q + 2 * s];
            double d1Re = xRe[q + s] - xRe[q + 5 * s];
            double d1Im = xIm[q + s] - xIm[q + 5 * s];
            double d3Re = xRe[q + 3 * s] - xRe[q + 7 * s];
            double d3Im = xIm[q + 3 * s] - xIm[q + 7 * s];
            double t1Re = ROOT_HALF * (d1Re + d1Im);
            double t1Im = ROOT_HALF * (d1Im - d1Re);
            double t3Re = ROOT_HALF * (d3Im - d3Re);
            double t3Im = -ROOT_HALF * (d3Re + d3Im);
            yRe[q + s] = d0Re + d2Re + (t1Re + t3Re);
            yIm[q + s] = d0Im + d2Im + (t1Im + t3Im);
            yRe[q + 3 * s] = d0Re - d2Re + (t1Im - t3Im);
            yIm[q + 3 * s] = d0Im - d2Im - (t1Re - t3Re);
            yRe[q + 5 * s] = d0Re + d2Re - (t1Re + t3Re);
            yIm[q + 5 * s] = d0Im + d2Im - (t1Im + t3Im);
            yRe[q + 7 * s] = d0Re - d2Re - (t1Im - t3Im);
            yIm[q + 7 * s] = d0Im - d2Im + (t1Re - t3Re);
            double sumRe = xRe[q] + xRe[q + 4 * s] + (xRe[q + 2 * s] + xRe[q + 6 * s]);
            double sumIm = xIm[q] + xIm[q + 4 * s] + (xIm[q + 2 * s] + xIm[q + 6 * s]);
            double differenceRe = xRe[q] + xRe[q + 4 * s] - (xRe[q + 2 * s] + xRe[q + 6 * s]);
            double differenceIm = xIm[q] + xIm[q + 4 * s] - (xIm[q + 2 * s] + xIm[q + 6 * s]);
            double oddSumRe = xRe[q + s] + xRe[q + 5 * s] + (xRe[q + 3 * s] + xRe[q + 7 * s]);
            double oddSumIm = xIm[q + s] + xIm[q + 5 * s] + (xIm[q + 3 * s] + xIm[q + 7 * s]);
            double oddDifferenceRe = xRe[q + s] + xRe[q + 5 * s] - (xRe[q + 3 * s] + xRe[q + 7 * s]);
            double oddDifferenceIm = xIm[q + s] + xIm[q + 5 * s] - (xIm[q + 3 * s] + xIm[q + 7 * s]);
            yRe[q] = sumRe + oddSumRe;
            yIm[q] = sumIm + oddSumIm;
            yRe[q + 2 * s] = differenceRe + oddDifferenceIm;
            yIm[q + 2 * s] = differenceIm - oddDifferenceRe;
            yRe[q + 4 * s] = sumRe - oddSumRe;
            yIm[q + 4 * s] = sumIm - oddSumIm;
            yRe[q + 6 * s] = differenceRe - oddDifferenceIm;
            yIm[q + 6 * s] = differenceIm + oddDifferenceRe;
        }
    }
}
