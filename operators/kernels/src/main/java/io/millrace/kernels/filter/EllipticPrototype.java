package io.millrace.kernels.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * The analogue elliptic (Cauer) low pass: equal ripple in pass band and stop band.
 *
 * <p>Elliptic functions are computed by the arithmetic-geometric mean and Landen's transformation.
 *
 * @see <a href="https://www.ece.rutgers.edu/~orfanidi/ece521/notes.pdf">Orfanidis, Lecture Notes on Elliptic Filter
 *     Design</a>
 */
final class EllipticPrototype {

    private static final int NOME_TERMS = 8;
    private static final double TINY = 2e-16;

    private EllipticPrototype() {}

    static Zpk of(int order, double rippleDb, double attenuationDb) {
        double epsilonSquared = Prototypes.powerRatioLess1(rippleDb);
        if (order == 1) {
            double pole = Math.sqrt(1 / epsilonSquared);
            return new Zpk(List.of(), List.of(Complex.real(-pole)), pole);
        }
        double m1 = epsilonSquared / Prototypes.powerRatioLess1(attenuationDb);
        double m = degree(order, m1);
        double k = quarterPeriod(m);
        double inverse = inverseSc(1 / Math.sqrt(epsilonSquared), m1);
        double[] v = jacobi(k * inverse / (order * quarterPeriod(m1)), 1 - m);
        List<Complex> zeros = new ArrayList<>();
        List<Complex> poles = new ArrayList<>();
        for (int j = 1 - order % 2; j < order; j += 2) {
            double[] u = jacobi(j * k / order, m);
            if (Math.abs(u[0]) > TINY) {
                Complex zero = new Complex(0, 1 / (Math.sqrt(m) * u[0]));
                zeros.add(zero);
                zeros.add(zero.conjugate());
            }
            double below = 1 - u[2] * v[0] * (u[2] * v[0]);
            Complex pole = new Complex(-u[1] * u[2] * v[0] * v[1] / below, -u[0] * v[2] / below);
            poles.add(pole);
            if (j > 0) {
                poles.add(pole.conjugate());
            }
        }
        return Prototypes.unitAtZero(zeros, poles, order % 2 == 0 ? 1 / Math.sqrt(1 + epsilonSquared) : 1);
    }

    /** Complete elliptic integral of the first kind, by parameter {@code m = k^2}. */
    private static double quarterPeriod(double m) {
        return quarterPeriodOfComplement(1 - m);
    }

    private static double quarterPeriodOfComplement(double complement) {
        double a = 1;
        double b = Math.sqrt(complement);
        while (Math.abs(a - b) > 2 * Math.ulp(a)) {
            double mean = (a + b) / 2;
            b = Math.sqrt(a * b);
            a = mean;
        }
        return Math.PI / (a + b);
    }

    /** Solves the degree equation for the parameter, with theta series of the nome. */
    private static double degree(int order, double m1) {
        double nome1 = StrictMath.exp(-Math.PI * quarterPeriodOfComplement(m1) / quarterPeriod(m1));
        double nome = StrictMath.pow(nome1, 1.0 / order);
        double above = 0;
        double below = 1;
        for (int i = 0; i < NOME_TERMS; i++) {
            above += StrictMath.pow(nome, i * (i + 1.0));
            below += 2 * StrictMath.pow(nome, (i + 1.0) * (i + 1));
        }
        return 16 * nome * StrictMath.pow(above / below, 4);
    }

    /** sn, cn, dn of a real argument (Abramowitz and Stegun 16.4). */
    private static double[] jacobi(double u, double m) {
        double[] a = new double[32];
        double[] c = new double[32];
        a[0] = 1;
        double b = Math.sqrt(1 - m);
        c[0] = Math.sqrt(m);
        int n = 0;
        while (Math.abs(c[n] / a[n]) > Math.ulp(1.0) && n < a.length - 1) {
            a[n + 1] = (a[n] + b) / 2;
            c[n + 1] = (a[n] - b) / 2;
            b = Math.sqrt(a[n] * b);
            n++;
        }
        double phi = StrictMath.pow(2, n) * a[n] * u;
        double before = phi;
        for (int i = n; i > 0; i--) {
            before = phi;
            phi = (phi + StrictMath.asin(c[i] * StrictMath.sin(phi) / a[i])) / 2;
        }
        double sn = StrictMath.sin(phi);
        double cn = StrictMath.cos(phi);
        double spread = StrictMath.cos(before - phi);
        double dn = Math.abs(spread) < 0.1 ? Math.sqrt(1 - m * sn * sn) : cn / spread;
        return new double[] {sn, cn, dn};
    }

    /** The real {@code u} with {@code sc(u | 1 - m) = w}, by descending Landen transformations. */
    private static double inverseSc(double w, double m) {
        double k = Math.sqrt(m);
        double product = Math.PI / 2;
        double value = w;
        while (k != 0) {
            double complement = Math.sqrt((1 - k) * (1 + k));
            double next = (1 - complement) / (1 + complement);
            value = 2 * value / ((1 + next) * (1 + Math.sqrt(1 + k * value * (k * value))));
            product *= 1 + next;
            k = next;
        }
        return product * 2 / Math.PI * asinh(value);
    }

    private static double asinh(double x) {
        return StrictMath.log(x + Math.sqrt(x * x + 1));
    }
}
