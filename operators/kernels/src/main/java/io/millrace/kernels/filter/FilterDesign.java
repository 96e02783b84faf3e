package io.millrace.kernels.filter;

import io.millrace.kernels.Require;

/**
 * The classical recursive filters as digital coefficients: choose the shape of the slope, then the band.
 *
 * <p>An analogue low pass of corner 1 is moved to the pre-warped corner frequencies {@code 4 tan(pi f / fs)} of its band
 * and taken to the z-plane by {@code z = (4 + s) / (4 - s)}; poles and zeros are grouped into sections as
 * {@code scipy.signal.zpk2sos} does with {@code pairing='nearest'}. Where two poles are equally near to the unit circle (a
 * band centred on a quarter of the rate), the order of sections may differ from scipy's. Immutable.
 */
public final class FilterDesign {

    /** The highest order of a prototype. */
    public static final int MAX_ORDER = 10;

    private final Zpk prototype;

    private FilterDesign(Zpk prototype) {
        this.prototype = prototype;
    }

    /**
     * Flat without ripple, -3 dB at the corner frequencies.
     *
     * @param order 1..10; the slope is {@code 6 * order} dB per octave
     * @return the design
     */
    public static FilterDesign butterworth(int order) {
        return new FilterDesign(Prototypes.butterworth(ordered(order)));
    }

    /**
     * The group delay as flat as it can be, so that a step passes without overshoot: the filter for shapes in time.
     *
     * @param order 1..10
     * @param norm what the corner frequency means
     * @return the design
     */
    public static FilterDesign bessel(int order, BesselNorm norm) {
        return new FilterDesign(BesselPrototype.of(ordered(order), norm));
    }

    /**
     * Equal ripple in the pass band, steeper than Butterworth.
     *
     * @param order 1..10
     * @param rippleDb ripple of the pass band, dB, above 0; the corner is where the gain leaves it
     * @return the design
     */
    public static FilterDesign chebyshev1(int order, double rippleDb) {
        return new FilterDesign(Prototypes.chebyshev1(ordered(order), Require.positive("rippleDb", rippleDb)));
    }

    /**
     * Flat in the pass band, equal ripple in the stop band.
     *
     * @param order 1..10
     * @param attenuationDb least attenuation of the stop band, dB, above 0; the corner is where it is first reached
     * @return the design
     */
    public static FilterDesign chebyshev2(int order, double attenuationDb) {
        return new FilterDesign(
                Prototypes.chebyshev2(ordered(order), Require.positive("attenuationDb", attenuationDb)));
    }

    /**
     * Equal ripple in both bands: the steepest slope there is for an order.
     *
     * @param order 1..10
     * @param rippleDb ripple of the pass band, dB, above 0; the corner is where the gain leaves it
     * @param attenuationDb least attenuation of the stop band, dB, above {@code rippleDb}
     * @return the design
     */
    public static FilterDesign elliptic(int order, double rippleDb, double attenuationDb) {
        Require.positive("rippleDb", rippleDb);
        Require.between("attenuationDb", attenuationDb, rippleDb, Double.POSITIVE_INFINITY);
        return new FilterDesign(EllipticPrototype.of(ordered(order), rippleDb, attenuationDb));
    }

    private static int ordered(int order) {
        return Require.inRange("order", order, 1, MAX_ORDER);
    }

    /**
     * Keeps what is slower than a corner frequency.
     *
     * @param cornerHz corner frequency, above 0 and below half the rate
     * @param rateHz sample rate
     * @return {@code (order + 1) / 2} sections
     */
    public Sos lowPass(double cornerHz, double rateHz) {
        return SectionPairing.pair(
                prototype.lowPass(warp("cornerHz", cornerHz, rateHz)).bilinear());
    }

    /**
     * Keeps what is faster than a corner frequency.
     *
     * @param cornerHz corner frequency, above 0 and below half the rate
     * @param rateHz sample rate
     * @return {@code (order + 1) / 2} sections
     */
    public Sos highPass(double cornerHz, double rateHz) {
        return SectionPairing.pair(
                prototype.highPass(warp("cornerHz", cornerHz, rateHz)).bilinear());
    }

    /**
     * Keeps what is between two corner frequencies.
     *
     * @param lowHz lower corner frequency, above 0
     * @param highHz upper corner frequency, above {@code lowHz} and below half the rate
     * @param rateHz sample rate
     * @return {@code order} sections
     */
    public Sos bandPass(double lowHz, double highHz, double rateHz) {
        double high = warp("highHz", highHz, rateHz);
        Require.between("lowHz", lowHz, 0, highHz);
        return SectionPairing.pair(
                prototype.bandPass(warp("lowHz", lowHz, rateHz), high).bilinear());
    }

    /**
     * Takes out what is between two corner frequencies.
     *
     * @param lowHz lower corner frequency, above 0
     * @param highHz upper corner frequency, above {@code lowHz} and below half the rate
     * @param rateHz sample rate
     * @return {@code order} sections
     */
    public Sos bandStop(double lowHz, double highHz, double rateHz) {
        double high = warp("highHz", highHz, rateHz);
        Require.between("lowHz", lowHz, 0, highHz);
        return SectionPairing.pair(
                prototype.bandStop(warp("lowHz", lowHz, rateHz), high).bilinear());
    }

    private static double warp(String name, double frequencyHz, double rateHz) {
        Require.positive("rateHz", rateHz);
        Require.between(name, frequencyHz, 0, rateHz / 2);
        return Zpk.RATE * StrictMath.tan(Math.PI * frequencyHz / rateHz);
    }
}
