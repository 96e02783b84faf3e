package io.millrace.kernels.audio;

/**
 * The low-pass that resamplers are made of: a sinc under a Kaiser window (Kaiser 1974), by its value at any point.
 *
 * <p>Rejection is 100 dB; with 48 zero crossings on either side the transition takes 0.067 of the lower of the two rates
 * and ends at half of it, so what lies below 0.433 of the lower rate passes unchanged.
 */
final class KaiserSinc {

    /** Zero crossings on either side. */
    static final int CROSSINGS = 48;

    private static final double REJECTION_DB = 100;
    /** Kaiser's formula for the shape parameter. */
    private static final double BETA = 0.1102 * (REJECTION_DB - 8.7);
    /** Kaiser's formula for the width of the transition, in units of the rate. */
    private static final double TRANSITION = (REJECTION_DB - 8) / (2.285 * 2 * Math.PI * 2 * CROSSINGS);

    private final double rate;
    private final double cutOff;

    /**
     * A low-pass for samples at distance 1.
     *
     * @param rate the lower of the two rates in units of that of the samples, at most 1
     */
    KaiserSinc(double rate) {
        this.rate = rate;
        this.cutOff = rate * (1 - TRANSITION);
    }

    /** How far it reaches on either side, in samples. */
    int reach() {
        return (int) Math.ceil(CROSSINGS / rate);
    }

    /** The value at a distance in samples; 0 beyond the reach. */
    double at(double distance) {
        double x = distance * rate / CROSSINGS;
        if (Math.abs(x) >= 1) {
            return 0;
        }
        double angle = Math.PI * cutOff * distance;
        double sinc = angle == 0 ? cutOff : cutOff * StrictMath.sin(angle) / angle;
        return sinc * bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
    }

    /** The modified Bessel function I0 by its series, all terms above 0. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
