package io.millrace.kernels.filter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The analogue Bessel-Thomson low pass: its poles are the roots of the reverse Bessel polynomial
 * {@code sum (2n-k)! / (2^(n-k) k! (n-k)!) s^k}, which makes the group delay as flat as it can be.
 */
final class BesselPrototype {

    private static final int MAX_ITERATIONS = 100;

    private BesselPrototype() {}

    static Zpk of(int order, BesselNorm norm) {
        double[] polynomial = reverseBessel(order);
        List<Complex> poles = roots(polynomial);
        double last = polynomial[0];
        double scale = switch (norm) {
            case DELAY -> 1;
            case PHASE -> StrictMath.pow(last, 1.0 / order);
            case MAG -> cornerOf(poles);
        };
        List<Complex> scaled = poles.stream().map(p -> p.times(1 / scale)).toList();
        double gain = norm == BesselNorm.PHASE ? 1 : last / StrictMath.pow(scale, order);
        return new Zpk(List.of(), scaled, gain);
    }

    /** Coefficients by rising power; whole numbers that double holds exactly up to order 10. */
    private static double[] reverseBessel(int order) {
        double[] coefficients = new double[order + 1];
        coefficients[order] = 1;
        // a(k) = a(k+1) (2n-k) (k+1) / (2 (n-k)), from the ratio of neighbouring factorials.
        for (int k = order - 1; k >= 0; k--) {
            coefficients[k] = coefficients[k + 1] * (2L * order - k) * (k + 1) / (2L * (order - k));
        }
        return coefficients;
    }

    /** All roots at once by Aberth's method, which needs no deflation and keeps conjugate pairs. */
    private static List<Complex> roots(double[] polynomial) {
        int order = polynomial.length - 1;
        double radius = StrictMath.pow(polynomial[0], 1.0 / order);
        Complex[] roots = new Complex[order];
        for (int i = 0; i < order; i++) {
            // Around the left half circle, where they are; symmetric, so they stay symmetric.
            double angle = Math.PI * (2 * i + 1 - order) / (2.0 * order);
            roots[i] = new Complex(-StrictMath.cos(angle), StrictMath.sin(angle)).times(radius);
        }
        double moved = Double.POSITIVE_INFINITY;
        for (int n = 0; n < MAX_ITERATIONS && moved > 1e-16; n++) {
            moved = 0;
            Complex[] next = new Complex[order];
            for (int i = 0; i < order; i++) {
                Complex step = step(polynomial, roots, i);
                next[i] = roots[i].minus(step);
                moved = Math.max(moved, step.abs() / next[i].abs());
            }
            roots = next;
        }
        return symmetric(polynomial, roots);
    }

    private static Complex step(double[] polynomial, Complex[] roots, int i) {
        Complex value = Complex.real(0);
        Complex slope = Complex.real(0);
        for (int k = polynomial.length - 1; k >= 0; k--) {
            slope = slope.times(roots[i]).plus(value);
            value = value.times(roots[i]).plus(Complex.real(polynomial[k]));
        }
        Complex newton = value.over(slope);
        Complex repulsion = Complex.real(0);
        for (int j = 0; j < roots.length; j++) {
            repulsion = j == i ? repulsion : repulsion.plus(Complex.ONE.over(roots[i].minus(roots[j])));
        }
        return newton.over(Complex.ONE.minus(newton.times(repulsion)));
    }

    private static List<Complex> symmetric(double[] polynomial, Complex[] roots) {
        List<Complex> result = new ArrayList<>();
        for (int i = 0; i < roots.length; i++) {
            Complex mirror = roots[roots.length - 1 - i].conjugate();
            result.add(polished(polynomial, roots[i].plus(mirror).times(0.5)));
        }
        return result;
    }

    /**
     * One Newton step with the value computed in decimals: in double the terms, up to 1e9 and of changing sign, leave
     * only some twelve digits of a root.
     */
    private static Complex polished(double[] polynomial, Complex root) {
        MathContext digits = MathContext.DECIMAL128;
        BigDecimal re = new BigDecimal(root.re());
        BigDecimal im = new BigDecimal(root.im());
        BigDecimal valueRe = BigDecimal.ZERO;
        BigDecimal valueIm = BigDecimal.ZERO;
        Complex value = Complex.real(0);
        Complex slope = Complex.real(0);
        for (int k = polynomial.length - 1; k >= 0; k--) {
            slope = slope.times(root).plus(value);
            BigDecimal turned = valueRe.multiply(im, digits).add(valueIm.multiply(re, digits), digits);
            valueRe = valueRe.multiply(re, digits)
                    .subtract(valueIm.multiply(im, digits), digits)
                    .add(new BigDecimal(polynomial[k]), digits);
            valueIm = turned;
            value = new Complex(valueRe.doubleValue(), valueIm.doubleValue());
        }
        return root.minus(value.over(slope));
    }

    /** Where {@code |H(jw)|^2} has fallen to one half; it falls steadily, so halving the interval finds it. */
    private static double cornerOf(List<Complex> poles) {
        double low = 0;
        double high = 1;
        while (power(poles, high) > 0.5) {
            high *= 2;
        }
        while (true) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                return middle;
            }
            if (power(poles, middle) > 0.5) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    private static double power(List<Complex> poles, double w) {
        double power = 1;
        for (Complex pole : poles) {
            double re = pole.re();
            double im = w - pole.im();
            power *= (re * re + pole.im() * pole.im()) / (re * re + im * im);
        }
        return power;
    }
}
