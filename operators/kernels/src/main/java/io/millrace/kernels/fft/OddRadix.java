package io.millrace.kernels.fft;

/**
 * A pass of {@link MixedRadixFft} of any odd radix r, in time of its square: inputs j and r-j are added and subtracted
 * once, and outputs k and r-k share the products of these.
 */
final class OddRadix {

    private final int radix;
    /** Cosine and sine of each r-th part of a turn. */
    private final double[] cosine;

    private final double[] sine;
    private final double[] sumRe;
    private final double[] sumIm;
    private final double[] differenceRe;
    private final double[] differenceIm;

    OddRadix(int radix) {
        this.radix = radix;
        this.cosine = new double[radix];
        this.sine = new double[radix];
        for (int k = 0; k < radix; k++) {
            cosine[k] = StrictMath.cos(2 * Math.PI * k / radix);
            sine[k] = StrictMath.sin(2 * Math.PI * k / radix);
        }
        int half = radix / 2;
        this.sumRe = new double[half];
        this.sumIm = new double[half];
        this.differenceRe = new double[half];
        this.differenceIm = new double[half];
    }

    void pass(double[] xRe, double[] xIm, double[] yRe, double[] yIm, int m, int s, double[] w) {
        for (int p = 0; p < m; p++) {
            for (int q = 0; q < s; q++) {
                int i = s * p + q;
                double allRe = xRe[i];
                double allIm = xIm[i];
                for (int j = 0; j < sumRe.length; j++) {
                    int a = i + (j + 1) * s * m;
                    int b = i + (radix - 1 - j) * s * m;
                    sumRe[j] = xRe[a] + xRe[b];
                    sumIm[j] = xIm[a] + xIm[b];
                    differenceRe[j] = xRe[a] - xRe[b];
                    differenceIm[j] = xIm[a] - xIm[b];
                    allRe += sumRe[j];
                    allIm += sumIm[j];
                }
                int o = radix * s * p + q;
                yRe[o] = allRe;
                yIm[o] = allIm;
                pairs(xRe[i], xIm[i], yRe, yIm, o, s, w, 2 * (radix - 1) * p);
            }
        }
    }

    private void pairs(double re0, double im0, double[] yRe, double[] yIm, int o, int s, double[] w, int t) {
        for (int k = 1; k <= sumRe.length; k++) {
            double re = re0;
            double im = im0;
            double sideRe = 0;
            double sideIm = 0;
            int turn = 0;
            for (int j = 0; j < sumRe.length; j++) {
                turn += k;
                turn -= turn >= radix ? radix : 0;
                re += cosine[turn] * sumRe[j];
                im += cosine[turn] * sumIm[j];
                sideRe += sine[turn] * differenceIm[j];
                sideIm -= sine[turn] * differenceRe[j];
            }
            Radix.turn(re + sideRe, im + sideIm, w, t + 2 * (k - 1), yRe, yIm, o + k * s);
            Radix.turn(re - sideRe, im - sideIm, w, t + 2 * (radix - 1 - k), yRe, yIm, o + (radix - k) * s);
        }
    }
}
