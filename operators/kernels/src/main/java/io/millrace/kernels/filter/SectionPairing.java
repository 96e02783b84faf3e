package io.millrace.kernels.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Groups digital poles and zeros into second-order sections as {@code scipy.signal.zpk2sos} does with
 * {@code pairing='nearest'}: from the last section to the first, the pole nearest to the unit circle takes the zeros
 * nearest to it, so the sections that ring most come last; the gain sits in the first section. Where two poles are
 * equally near (a band centred on a quarter of the rate), the order of sections may differ from scipy's.
 */
final class SectionPairing {

    private final List<Complex> poles;
    private final List<Complex> zeros;

    private SectionPairing(Zpk digital) {
        this.poles = halves(digital.poles());
        this.zeros = halves(digital.zeros());
    }

    static Sos pair(Zpk digital) {
        SectionPairing pairing = new SectionPairing(digital);
        double[][] rows = new double[(digital.poles().size() + 1) / 2][];
        for (int s = rows.length - 1; s >= 0; s--) {
            rows[s] = pairing.section();
        }
        for (int i = 0; i < 3; i++) {
            rows[0][i] *= digital.gain();
        }
        return Sos.of(rows);
    }

    /** One of each conjugate pair by rising real part, then the real ones; a root at 0 makes their number even. */
    private static List<Complex> halves(List<Complex> roots) {
        List<Complex> complex = new ArrayList<>();
        List<Complex> real = new ArrayList<>();
        for (Complex root : roots) {
            if (root.isReal()) {
                real.add(Complex.real(root.re()));
            } else if (root.im() > 0) {
                complex.add(root);
            }
        }
        if (roots.size() % 2 == 1) {
            real.add(Complex.real(0));
        }
        complex.sort(Comparator.comparingDouble(Complex::re).thenComparingDouble(Complex::im));
        real.sort(Comparator.comparingDouble(Complex::re));
        complex.addAll(real);
        return complex;
    }

    private double[] section() {
        Complex first = poles.remove(worst(false));
        boolean real = first.im() == 0;
        // With one real pole and one real zero left, a complex pole must leave that zero to it.
        boolean complexZero = !real && reals(poles) == 1 && reals(zeros) == 1 && poles.size() + 1 == zeros.size();
        Complex second = real ? poles.remove(worst(true)) : first.conjugate();
        Complex zero = take(first, complexZero ? Kind.COMPLEX : Kind.ANY);
        Complex other = zero.im() == 0 ? take(first, Kind.REAL) : zero.conjugate();
        return new double[] {
            1,
            -(zero.re() + other.re()),
            zero.times(other).re(),
            1,
            -(first.re() + second.re()),
            first.times(second).re()
        };
    }

    private static int reals(List<Complex> roots) {
        return (int) roots.stream().filter(r -> r.im() == 0).count();
    }

    private int worst(boolean realOnly) {
        int worst = -1;
        for (int i = 0; i < poles.size(); i++) {
            if (realOnly && poles.get(i).im() != 0) {
                continue;
            }
            if (worst < 0 || distanceToCircle(poles.get(i)) < distanceToCircle(poles.get(worst))) {
                worst = i;
            }
        }
        return worst;
    }

    private static double distanceToCircle(Complex pole) {
        return Math.abs(1 - pole.abs());
    }

    private enum Kind {
        ANY,
        REAL,
        COMPLEX;

        boolean admits(Complex root) {
            return this == ANY || (this == REAL) == (root.im() == 0);
        }
    }

    private Complex take(Complex pole, Kind kind) {
        int nearest = -1;
        for (int i = 0; i < zeros.size(); i++) {
            if (kind.admits(zeros.get(i))
                    && (nearest < 0
                            || zeros.get(i).minus(pole).abs()
                                    < zeros.get(nearest).minus(pole).abs())) {
                nearest = i;
            }
        }
        return zeros.remove(nearest);
    }
}
