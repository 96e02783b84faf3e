package io.millrace.kernels.csi;

import io.millrace.kernels.Require;

/**
 * The spread of the amplitude over the sub-carriers of one packet: a moving body disturbs sub-carriers differently, so
 * this number becomes restless when somebody moves.
 *
 * <p>Population statistics (divisor n), in two passes and double.
 */
public final class Turbulence {

    private final int[] positions;
    private final Measure measure;

    /** How the spread is expressed. */
    public enum Measure {
        /** Standard deviation, in the unit of the amplitude: for receivers with locked or compensated gain. */
        SIGMA,
        /** Standard deviation over mean, without unit: independent of the gain. 0 if the mean is not above 0. */
        COEFFICIENT_OF_VARIATION
    }

    private Turbulence(int[] positions, Measure measure) {
        this.positions = positions;
        this.measure = measure;
    }

    /**
     * The spread over chosen positions.
     *
     * @param measure how it is expressed
     * @param positions 0-based positions in the amplitude array, at least one, copied
     * @return the measure
     */
    public static Turbulence over(Measure measure, int... positions) {
        Require.inRange("positions", positions.length, 1, Integer.MAX_VALUE);
        for (int position : positions) {
            Require.inRange("position", position, 0, Integer.MAX_VALUE);
        }
        return new Turbulence(positions.clone(), measure);
    }

    /**
     * The spread over all positions whose amplitude is not zero; guard and invalid sub-carriers are zero.
     *
     * @param measure how it is expressed
     * @return the measure
     */
    public static Turbulence overNonZero(Measure measure) {
        return new Turbulence(new int[0], measure);
    }

    /**
     * Measures one packet.
     *
     * @param amplitude amplitudes, at least 0
     * @return the spread, at least 0; 0 if no position takes part
     */
    public double of(float[] amplitude) {
        return positions.length == 0 ? ofNonZero(amplitude) : ofPositions(amplitude);
    }

    private double ofPositions(float[] amplitude) {
        double sum = 0;
        for (int position : positions) {
            sum += amplitude[position];
        }
        double mean = sum / positions.length;
        double squares = 0;
        for (int position : positions) {
            double deviation = amplitude[position] - mean;
            squares += deviation * deviation;
        }
        return express(Math.sqrt(squares / positions.length), mean);
    }

    private double ofNonZero(float[] amplitude) {
        double sum = 0;
        int count = 0;
        for (float a : amplitude) {
            sum += a;
            count += a == 0 ? 0 : 1;
        }
        if (count == 0) {
            return 0;
        }
        double mean = sum / count;
        double squares = 0;
        for (float a : amplitude) {
            double deviation = a == 0 ? 0 : a - mean;
            squares += deviation * deviation;
        }
        return express(Math.sqrt(squares / count), mean);
    }

    private double express(double sigma, double mean) {
        if (measure == Measure.SIGMA) {
            return sigma;
        }
        // Written so that a NaN amplitude stays visible instead of becoming a calm 0.
        return mean <= 0 ? 0 : sigma / mean;
    }
}
