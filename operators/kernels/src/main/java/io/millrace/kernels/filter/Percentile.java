package io.millrace.kernels.filter;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Percentiles by linear interpolation between order statistics: definition 7 of Hyndman and Fan (1996), the
 * {@code 'linear'} method of {@code numpy.percentile}.
 */
public final class Percentile {

    private Percentile() {}

    /**
     * The percentile of values in any order.
     *
     * @param values values, of which the first {@code count} are sorted in place
     * @param count number of values, at least 1
     * @param percentile 0..100
     * @return the value below which {@code percentile} percent of the values lie
     */
    public static double of(double[] values, int count, double percentile) {
        Require.inRange("count", count, 1, values.length);
        Arrays.sort(values, 0, count);
        return ofSorted(values, count, percentile);
    }

    /**
     * The percentile of values in ascending order.
     *
     * @param values values, of which the first {@code count} ascend
     * @param count number of values, at least 1
     * @param percentile 0..100
     * @return the value below which {@code percentile} percent of the values lie
     */
    public static double ofSorted(double[] values, int count, double percentile) {
        Require.inRange("count", count, 1, values.length);
        if (!(percentile >= 0 && percentile <= 100)) {
            throw new IllegalArgumentException(
                    "argument out of range: percentile=" + percentile + " (expected 0..100)");
        }
        double rank = percentile / 100 * (count - 1);
        int below = Math.min((int) rank, count - 1);
        double low = values[below];
        double high = values[Math.min(below + 1, count - 1)];
        double t = rank - below;
        // Interpolating from the nearer side keeps the result monotone in the percentile.
        return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
    }
}
