package io.millrace.kernels.filter;

import io.millrace.kernels.Require;
import java.util.ArrayList;
import java.util.List;

/**
 * Digital Butterworth filters: no ripple, -3 dB at the corner frequencies.
 *
 * <p>The analogue prototype of order n has its poles at {@code -exp(j pi m / (2 n)), m = -n+1, -n+3, .., n-1}; it is
 * moved to the pre-warped corner frequencies {@code 4 tan(pi f / fs)} and taken to the z-plane by
 * {@code z = (4 + s) / (4 - s)}. Poles are paired with zeros as {@code scipy.signal.zpk2sos} does with
 * {@code pairing='nearest'}: from the last section to the first, the pole nearest to the unit circle takes the zeros
 * nearest to it, so the sections that ring most come last; the gain sits in the first section. Where two poles are
 * equally near (a band pass centred on a quarter of the rate), the order of sections may differ from scipy's.
 */
public final class ButterworthDesign {

    private static final int MAX_ORDER = 10;
    /** Twice the rate the bilinear transform is normalised to, so that frequencies are relative to half the rate. */
    private static final double RATE = 4;

    private final List<Complex> poles = new ArrayList<>();
    private final List<Double> zeros = new ArrayList<>();
    private double gain;

    private ButterworthDesign() {}

    /**
     * A low pass.
     *
     * @param order 1..10; the slope is {@code 6 * order} dB per octave
     * @param cornerHz frequency of -3 dB, above 0 and below half the rate
     * @param rateHz sample rate
     * @return {@code (order + 1) / 2} sections
     */
    public static Sos lowPass(int order, double cornerHz, double rateHz) {
        double corner = warp(order, "cornerHz", cornerHz, rateHz);
        ButterworthDesign design = new ButterworthDesign();
        design.gain = StrictMath.pow(corner, order);
        for (Complex pole : prototype(order)) {
            design.poles.add(pole.times(corner));
        }
        return design.bilinear();
    }

    /**
     * A high pass.
     *
     * @param order 1..10; the slope is {@code 6 * order} dB per octave
     * @param cornerHz frequency of -3 dB, above 0 and below half the rate
     * @param rateHz sample rate
     * @return {@code (order + 1) / 2} sections
     */
    public static Sos highPass(int order, double cornerHz, double rateHz) {
        double corner = warp(order, "cornerHz", cornerHz, rateHz);
        ButterworthDesign design = new ButterworthDesign();
        design.gain = 1;
        for (Complex pole : prototype(order)) {
            design.poles.add(new Complex(corner, 0).over(pole));
            design.zeros.add(0.0);
        }
        return design.bilinear();
    }

    /**
     * A band pass.
     *
     * @param order 1..10 of the prototype; the slope is {@code 6 * order} dB per octave on either side
     * @param lowHz lower frequency of -3 dB, above 0
     * @param highHz upper frequency of -3 dB, above {@code lowHz} and below half the rate
     * @param rateHz sample rate
     * @return {@code order} sections
     */
    public static Sos bandPass(int order, double lowHz, double highHz, double rateHz) {
        double high = warp(order, "highHz", highHz, rateHz);
        Require.between("lowHz", lowHz, 0, highHz);
        double low = warp(order, "lowHz", lowHz, rateHz);
        double width = high - low;
        Complex centreSquared = new Complex(low * high, 0);
        ButterworthDesign design = new ButterworthDesign();
        design.gain = StrictMath.pow(width, order);
        for (Complex pole : prototype(order)) {
            Complex half = pole.times(width / 2);
            Complex root = half.times(half).minus(centreSquared).sqrt();
            design.poles.add(half.plus(root));
            design.poles.add(half.minus(root));
            design.zeros.add(0.0);
        }
        return design.bilinear();
    }

    private static double warp(int order, String name, double frequencyHz, double rateHz) {
        Require.inRange("order", order, 1, MAX_ORDER);
        Require.positive("rateHz", rateHz);
        Require.between(name, frequencyHz, 0, rateHz / 2);
        return RATE * StrictMath.tan(Math.PI * frequencyHz / rateHz);
    }

    private static List<Complex> prototype(int order) {
        List<Complex> poles = new ArrayList<>();
        for (int m = -order + 1; m < order; m += 2) {
            double angle = Math.PI * m / (2 * order);
            // For the middle pole of an odd order the sine is exactly 0, so it stays real.
            poles.add(new Complex(-StrictMath.cos(angle), -StrictMath.sin(angle)));
        }
        return poles;
    }

    private Sos bilinear() {
        Complex rate = new Complex(RATE, 0);
        Complex factor = new Complex(gain, 0);
        List<Complex> upper = new ArrayList<>();
        List<Double> real = new ArrayList<>();
        for (Complex pole : poles) {
            Complex denominator = rate.minus(pole);
            factor = factor.over(denominator);
            Complex moved = rate.plus(pole).over(denominator);
            if (moved.isReal()) {
                real.add(moved.re);
            } else if (moved.im > 0) {
                upper.add(moved);
            }
        }
        List<Double> movedZeros = new ArrayList<>();
        for (double zero : zeros) {
            factor = factor.times(RATE - zero);
            movedZeros.add((RATE + zero) / (RATE - zero));
        }
        for (int i = zeros.size(); i < poles.size(); i++) {
            movedZeros.add(-1.0);
        }
        if (poles.size() % 2 == 1) {
            real.add(0.0);
            movedZeros.add(0.0);
        }
        return pair(upper, real, movedZeros, factor.re);
    }

    private static Sos pair(List<Complex> upper, List<Double> real, List<Double> zeros, double gain) {
        double[][] rows = new double[zeros.size() / 2][];
        for (int s = rows.length - 1; s >= 0; s--) {
            int complexIndex = worst(upper);
            int realIndex = worstReal(real);
            boolean takeComplex = complexIndex >= 0
                    && (realIndex < 0
                            || distanceToCircle(upper.get(complexIndex))
                                    <= Math.abs(1 - Math.abs(real.get(realIndex))));
            Complex first;
            Complex second;
            if (takeComplex) {
                first = upper.remove(complexIndex);
                second = new Complex(first.re, -first.im);
            } else {
                first = new Complex(real.remove(realIndex), 0);
                second = new Complex(real.remove(worstReal(real)), 0);
            }
            double zero1 = takeNearest(zeros, first);
            double zero2 = takeNearest(zeros, first);
            rows[s] =
                    new double[] {1, -(zero1 + zero2), zero1 * zero2, 1, -(first.re + second.re), first.times(second).re
                    };
        }
        for (int i = 0; i < 3; i++) {
            rows[0][i] *= gain;
        }
        return Sos.of(rows);
    }

    private static int worst(List<Complex> poles) {
        int worst = -1;
        for (int i = 0; i < poles.size(); i++) {
            if (worst < 0 || distanceToCircle(poles.get(i)) < distanceToCircle(poles.get(worst))) {
                worst = i;
            }
        }
        return worst;
    }

    private static int worstReal(List<Double> poles) {
        int worst = -1;
        for (int i = 0; i < poles.size(); i++) {
            if (worst < 0 || Math.abs(1 - Math.abs(poles.get(i))) < Math.abs(1 - Math.abs(poles.get(worst)))) {
                worst = i;
            }
        }
        return worst;
    }

    private static double distanceToCircle(Complex pole) {
        return Math.abs(1 - StrictMath.hypot(pole.re, pole.im));
    }

    private static double takeNearest(List<Double> zeros, Complex pole) {
        int nearest = 0;
        for (int i = 1; i < zeros.size(); i++) {
            double distance = StrictMath.hypot(zeros.get(i) - pole.re, pole.im);
            if (distance < StrictMath.hypot(zeros.get(nearest) - pole.re, pole.im)) {
                nearest = i;
            }
        }
        return zeros.remove(nearest);
    }

    /** A complex number, for the few operations a design takes. */
    private record Complex(double re, double im) {

        Complex plus(Complex o) {
            return new Complex(re + o.re, im + o.im);
        }

        Complex minus(Complex o) {
            return new Complex(re - o.re, im - o.im);
        }

        Complex times(double factor) {
            return new Complex(re * factor, im * factor);
        }

        Complex times(Complex o) {
            return new Complex(re * o.re - im * o.im, re * o.im + im * o.re);
        }

        Complex over(Complex o) {
            double square = o.re * o.re + o.im * o.im;
            return new Complex((re * o.re + im * o.im) / square, (im * o.re - re * o.im) / square);
        }

        Complex sqrt() {
            double size = StrictMath.hypot(re, im);
            double rootRe = Math.sqrt((size + Math.abs(re)) / 2);
            if (rootRe == 0) {
                return this;
            }
            double other = Math.abs(im) / (2 * rootRe);
            return new Complex(re >= 0 ? rootRe : other, Math.copySign(re >= 0 ? other : rootRe, im));
        }

        /** Rounding leaves a trace of an imaginary part on numbers that are real: the bound is that of scipy. */
        boolean isReal() {
            return Math.abs(im) <= 100 * Math.ulp(1.0) * StrictMath.hypot(re, im);
        }
    }
}
