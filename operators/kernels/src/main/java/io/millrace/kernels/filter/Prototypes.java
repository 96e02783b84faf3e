package io.millrace.kernels.filter;

import java.util.ArrayList;
import java.util.List;

/** Analogue low passes of corner 1 with closed forms. */
final class Prototypes {

    private Prototypes() {}

    /** Poles equally spaced on the left half of the unit circle. */
    static Zpk butterworth(int order) {
        return new Zpk(List.of(), circle(order), 1);
    }

    /** Equal ripple in the pass band: the circle's poles moved onto an ellipse. */
    static Zpk chebyshev1(int order, double rippleDb) {
        double epsilonSquared = powerRatioLess1(rippleDb);
        double mu = asinh(1 / Math.sqrt(epsilonSquared)) / order;
        List<Complex> poles = circle(order).stream()
                .map(p -> new Complex(StrictMath.sinh(mu) * p.re(), StrictMath.cosh(mu) * p.im()))
                .toList();
        return unitAtZero(List.of(), poles, order % 2 == 0 ? 1 / Math.sqrt(1 + epsilonSquared) : 1);
    }

    /** Equal ripple in the stop band: the poles of the first kind inverted, zeros on the imaginary axis. */
    static Zpk chebyshev2(int order, double attenuationDb) {
        double mu = asinh(Math.sqrt(powerRatioLess1(attenuationDb))) / order;
        List<Complex> poles = circle(order).stream()
                .map(p -> new Complex(StrictMath.sinh(mu) * p.re(), StrictMath.cosh(mu) * p.im()))
                .map(Complex.ONE::over)
                .toList();
        List<Complex> zeros = new ArrayList<>();
        for (int m = -order + 1; m < order; m += 2) {
            if (m != 0) {
                zeros.add(new Complex(0, 1 / StrictMath.sin(Math.PI * m / (2 * order))));
            }
        }
        return unitAtZero(zeros, poles, 1);
    }

    /** Sets the gain so that the gain at frequency 0 is as given. */
    static Zpk unitAtZero(List<Complex> zeros, List<Complex> poles, double gainAtZero) {
        Complex gain = Complex.ONE;
        for (int i = 0; i < poles.size(); i++) {
            gain = gain.times(poles.get(i).times(-1));
            gain = i < zeros.size() ? gain.over(zeros.get(i).times(-1)) : gain;
        }
        return new Zpk(zeros, poles, gain.re() * gainAtZero);
    }

    /** {@code 10^(db/10) - 1}, exact for small values too. */
    static double powerRatioLess1(double db) {
        return StrictMath.expm1(db / 10 * StrictMath.log(10));
    }

    private static List<Complex> circle(int order) {
        List<Complex> poles = new ArrayList<>();
        for (int m = -order + 1; m < order; m += 2) {
            double angle = Math.PI * m / (2 * order);
            // For the middle pole of an odd order the sine is exactly 0, so it stays real.
            poles.add(new Complex(-StrictMath.cos(angle), -StrictMath.sin(angle)));
        }
        return poles;
    }

    private static double asinh(double x) {
        return StrictMath.log(x + Math.sqrt(x * x + 1));
    }
}
