package io.millrace.kernels.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An analogue filter as zeros, poles and gain, {@code H(s) = gain prod(s - zero) / prod(s - pole)}, with the textbook
 * moves of a low pass of corner 1 to other bands and to the z-plane. Complex roots come in conjugate pairs.
 */
record Zpk(List<Complex> zeros, List<Complex> poles, double gain) {

    /** Twice the rate the bilinear transform is normalised to, so that frequencies are relative to half the rate. */
    static final double RATE = 4;

    private static final Complex ZERO = Complex.real(0);

    Zpk {
        zeros = List.copyOf(zeros);
        poles = List.copyOf(poles);
    }

    private int excess() {
        return poles.size() - zeros.size();
    }

    /** {@code s -> s / corner}. */
    Zpk lowPass(double corner) {
        UnaryOperator<Complex> move = root -> root.times(corner);
        return new Zpk(each(zeros, move), each(poles, move), gain * StrictMath.pow(corner, excess()));
    }

    /** {@code s -> corner / s}. */
    Zpk highPass(double corner) {
        UnaryOperator<Complex> move = root -> Complex.real(corner).over(root);
        return new Zpk(padded(each(zeros, move), excess(), ZERO), each(poles, move), gain * turned());
    }

    /** {@code s -> (s^2 + low high) / (s (high - low))}. */
    Zpk bandPass(double low, double high) {
        double width = high - low;
        UnaryOperator<Complex> half = root -> root.times(width / 2);
        return new Zpk(
                padded(split(each(zeros, half), low * high), excess(), ZERO),
                split(each(poles, half), low * high),
                gain * StrictMath.pow(width, excess()));
    }

    /** {@code s -> s (high - low) / (s^2 + low high)}. */
    Zpk bandStop(double low, double high) {
        double width = high - low;
        UnaryOperator<Complex> half = root -> Complex.real(width / 2).over(root);
        List<Complex> moved = split(each(zeros, half), low * high);
        Complex centre = new Complex(0, Math.sqrt(low * high));
        moved = padded(padded(moved, excess(), centre), excess(), centre.conjugate());
        return new Zpk(moved, split(each(poles, half), low * high), gain * turned());
    }

    /** {@code z = (RATE + s) / (RATE - s)}; the zeros at infinity go to -1. */
    Zpk bilinear() {
        Complex rate = Complex.real(RATE);
        Complex factor = Complex.real(gain);
        // Alternating, so that neither product leaves the range of double.
        for (int i = 0; i < poles.size(); i++) {
            factor = factor.over(rate.minus(poles.get(i)));
            factor = i < zeros.size() ? factor.times(rate.minus(zeros.get(i))) : factor;
        }
        UnaryOperator<Complex> move = root -> rate.plus(root).over(rate.minus(root));
        return new Zpk(padded(each(zeros, move), excess(), Complex.real(-1)), each(poles, move), factor.re());
    }

    /** The factor that turning the s-plane inside out takes: {@code prod(-zero) / prod(-pole)}. */
    private double turned() {
        Complex factor = Complex.ONE;
        for (int i = 0; i < poles.size(); i++) {
            factor = factor.over(poles.get(i).times(-1));
            factor = i < zeros.size() ? factor.times(zeros.get(i).times(-1)) : factor;
        }
        return factor.re();
    }

    private static List<Complex> each(List<Complex> roots, UnaryOperator<Complex> move) {
        return new ArrayList<>(roots.stream().map(move).toList());
    }

    private static List<Complex> split(List<Complex> halves, double centreSquared) {
        List<Complex> moved = new ArrayList<>();
        for (Complex half : halves) {
            Complex root = half.times(half).minus(Complex.real(centreSquared)).sqrt();
            moved.add(half.plus(root));
            moved.add(half.minus(root));
        }
        return moved;
    }

    private static List<Complex> padded(List<Complex> roots, int count, Complex root) {
        for (int i = 0; i < count; i++) {
            roots.add(root);
        }
        return roots;
    }
}
