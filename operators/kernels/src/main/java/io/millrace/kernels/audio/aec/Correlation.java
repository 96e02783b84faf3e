package io.millrace.kernels.audio.aec;

/** Peaks of a circular correlation, either way up. */
final class Correlation {

    private Correlation() {}

    /** The lag of the largest magnitude among the first so many. */
    static int highest(double[] correlation, int lags) {
        int best = 0;
        for (int lag = 0; lag < lags; lag++) {
            if (Math.abs(correlation[lag]) > Math.abs(correlation[best])) {
                best = lag;
            }
        }
        return best;
    }

    /** Where between samples, -0.5..0.5, the parabola through a peak and its neighbours is highest. */
    static double vertex(double[] correlation, int lag) {
        double sign = Math.signum(correlation[lag]);
        double left = sign * correlation[lag == 0 ? correlation.length - 1 : lag - 1];
        double mid = sign * correlation[lag];
        double right = sign * correlation[lag + 1];
        double curvature = left - 2 * mid + right;
        return curvature < 0 ? Math.max(-0.5, Math.min(0.5, 0.5 * (left - right) / curvature)) : 0;
    }
}
