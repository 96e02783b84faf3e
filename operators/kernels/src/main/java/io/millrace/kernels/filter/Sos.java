package io.millrace.kernels.filter;

import io.millrace.kernels.Require;

/**
 * The coefficients of a filter as a cascade of second-order sections, {@code b0 b1 b2 a0 a1 a2} each, with
 * {@code a0 = 1}: {@code H(z) = prod (b0 + b1/z + b2/z^2) / (1 + a1/z + a2/z^2)}. The row order is that of
 * {@code scipy.signal}. Immutable.
 */
public final class Sos {

    private static final int ROW = 6;

    private final double[][] rows;

    private Sos(double[][] rows) {
        this.rows = rows;
    }

    /**
     * Coefficients from rows.
     *
     * @param rows at least one row of six finite numbers, copied; each is divided by its {@code a0}
     * @return the coefficients
     * @throws IllegalArgumentException if a row has another length, a number that is not finite, or {@code a0 = 0}
     */
    public static Sos of(double[][] rows) {
        Require.inRange("sections", rows.length, 1, Integer.MAX_VALUE);
        double[][] copy = new double[rows.length][ROW];
        for (int s = 0; s < rows.length; s++) {
            Require.inRange("coefficients of section " + s, rows[s].length, ROW, ROW);
            for (int i = 0; i < ROW; i++) {
                copy[s][i] = rows[s][i] / rows[s][3];
                if (!Double.isFinite(copy[s][i])) {
                    throw new IllegalArgumentException("coefficient is not finite: section=" + s + ", index=" + i
                            + ", value=" + rows[s][i] + ", a0=" + rows[s][3] + " (expected finite, a0 not 0)");
                }
            }
        }
        return new Sos(copy);
    }

    /**
     * The number of sections.
     *
     * @return at least 1
     */
    public int sections() {
        return rows.length;
    }

    /**
     * One coefficient.
     *
     * @param section 0-based section, in the order of application
     * @param index 0..5 for b0, b1, b2, a0, a1, a2
     * @return the coefficient; 1 for index 3
     */
    public double coefficient(int section, int index) {
        return rows[section][index];
    }

    /**
     * The gain at frequency 0 of the sections before one, which is what that section sees of a constant input.
     *
     * @param section 0-based section, or {@link #sections} for the gain of the whole cascade
     * @return the gain, signed
     */
    public double gainAtZeroHz(int section) {
        double gain = 1;
        for (int s = 0; s < section; s++) {
            double[] r = rows[s];
            gain *= (r[0] + r[1] + r[2]) / (1 + r[4] + r[5]);
        }
        return gain;
    }

    /**
     * The state a section of the transposed direct form II settles in for a constant input of 1 to the cascade; equals
     * {@code scipy.signal.sosfilt_zi}.
     *
     * @param section 0-based section
     * @param index 0 or 1, the delay element
     * @return the content of the delay element
     */
    public double steadyState(int section, int index) {
        double[] r = rows[section];
        double in = gainAtZeroHz(section);
        double out = gainAtZeroHz(section + 1);
        // y = b0 x + z0 and z1 = b2 x - a2 y, with x and y constant.
        return index == 0 ? out - r[0] * in : r[2] * in - r[5] * out;
    }

    /**
     * The order of the filter: the number of its poles or zeros, whichever is more, those at 0 left out.
     *
     * @return at least 0
     */
    public int order() {
        int zeros = 0;
        int poles = 0;
        for (double[] r : rows) {
            zeros += degree(r[1], r[2]);
            poles += degree(r[4], r[5]);
        }
        return Math.max(zeros, poles);
    }

    private static int degree(double c1, double c2) {
        if (c2 != 0) {
            return 2;
        }
        return c1 != 0 ? 1 : 0;
    }

    /**
     * How late a slow change comes out: the group delay of the whole cascade at frequency 0.
     *
     * @return samples, need not be whole; not finite if the cascade lets nothing constant through
     */
    public double groupDelayAtZeroHz() {
        return groupDelay(0);
    }

    /**
     * How late the envelope of an oscillation comes out: the group delay of the whole cascade.
     *
     * @param cyclesPerSample frequency over the rate, 0..0.5
     * @return samples, need not be whole; not finite if the cascade lets nothing of this frequency through
     */
    public double groupDelay(double cyclesPerSample) {
        double delay = 0;
        for (double[] r : rows) {
            delay += lag(r[0], r[1], r[2], cyclesPerSample) - lag(1, r[4], r[5], cyclesPerSample);
        }
        return delay;
    }

    /** The group delay of a polynomial: {@code Re(sum k c(k) z^-k / sum c(k) z^-k)}. */
    private static double lag(double c0, double c1, double c2, double cyclesPerSample) {
        double angle = 2 * Math.PI * cyclesPerSample;
        double cos1 = StrictMath.cos(angle);
        double sin1 = -StrictMath.sin(angle);
        double cos2 = StrictMath.cos(2 * angle);
        double sin2 = -StrictMath.sin(2 * angle);
        Complex sum = new Complex(c0 + c1 * cos1 + c2 * cos2, c1 * sin1 + c2 * sin2);
        return new Complex(c1 * cos1 + 2 * c2 * cos2, c1 * sin1 + 2 * c2 * sin2)
                .over(sum)
                .re();
    }
}
