package io.millrace.kernels.fft;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The forward transform of a length whose prime factors are small: one pass for each factor, from one pair of arrays into
 * the other and back, in the order that leaves the result in order (Stockham; decimation in frequency). A pass of radix r
 * over sub-transforms of length {@code r m}, s of which lie interleaved, takes values {@code s m} apart and leaves them s
 * apart, turned by powers of {@code w = exp(-j 2 pi / (r m))}.
 */
final class MixedRadixFft {

    /** Above this a convolution is faster than the squared time of a prime factor. */
    private static final int LARGEST_FACTOR = 31;

    private final int length;
    private final int[] radix;
    /** Of each pass: {@code w^(k p)}, real then imaginary part, for p in 0..m-1 and k in 1..r-1. */
    private final double[][] turns;
    /** Of each pass of an odd radix above 5, else null. */
    private final @Nullable OddRadix[] odd;

    private final double[] otherRe;
    private final double[] otherIm;

    MixedRadixFft(int length) {
        this.length = length;
        this.radix = factors(length).stream().mapToInt(f -> f).toArray();
        this.turns = new double[radix.length][];
        this.odd = new OddRadix[radix.length];
        int rest = length;
        for (int pass = 0; pass < radix.length; pass++) {
            turns[pass] = turns(rest, radix[pass]);
            odd[pass] = radix[pass] > 5 && radix[pass] % 2 == 1 ? new OddRadix(radix[pass]) : null;
            rest /= radix[pass];
        }
        this.otherRe = new double[length];
        this.otherIm = new double[length];
    }

    /** Whether a length has no large prime factor. */
    static boolean suits(int length) {
        int rest = length;
        for (int factor = 2; factor <= LARGEST_FACTOR; factor++) {
            while (rest % factor == 0) {
                rest /= factor;
            }
        }
        return rest == 1;
    }

    /** Odd factors first; fours; of the rest, 2 or 8, the last pass, which turns nothing. */
    private static List<Integer> factors(int length) {
        List<Integer> found = new ArrayList<>();
        int rest = length;
        for (int factor = LARGEST_FACTOR; factor > 2; factor -= 2) {
            while (rest % factor == 0) {
                found.add(factor);
                rest /= factor;
            }
        }
        int bits = Integer.numberOfTrailingZeros(rest);
        for (int i = 0; i < (bits % 2 == 0 ? bits / 2 : (bits - 3) / 2); i++) {
            found.add(4);
        }
        if (bits % 2 == 1) {
            found.add(bits == 1 ? 2 : 8);
        }
        return found;
    }

    private static double[] turns(int rest, int radix) {
        int steps = rest / radix;
        double[] table = new double[2 * (radix - 1) * steps];
        for (int p = 0, at = 0; p < steps; p++) {
            for (int k = 1; k < radix; k++, at += 2) {
                double angle = 2 * Math.PI * ((long) k * p % rest) / rest;
                table[at] = StrictMath.cos(angle);
                table[at + 1] = -StrictMath.sin(angle);
            }
        }
        return table;
    }

    /** Transforms in place. */
    void forward(double[] re, double[] im) {
        if (run(re, im)) {
            System.arraycopy(otherRe, 0, re, 0, length);
            System.arraycopy(otherIm, 0, im, 0, length);
        }
    }

    /** Transforms, and says whether the result is in {@link #otherRe} and {@link #otherIm} instead of in place. */
    boolean run(double[] re, double[] im) {
        return run(0, re, im);
    }

    /**
     * Transforms the pairs {@code in[2i] + j in[2i+1]}; re and im are scratch, and receive the result as {@link #run} says.
     */
    boolean runPairs(double[] in, double[] re, double[] im) {
        if (radix.length > 1 && radix[0] == 4) {
            Radix.firstFourOfPairs(in, otherRe, otherIm, length / 4, turns[0]);
            return run(1, re, im);
        }
        for (int i = 0; i < length; i++) {
            re[i] = in[2 * i];
            im[i] = in[2 * i + 1];
        }
        return run(0, re, im);
    }

    private boolean run(int first, double[] re, double[] im) {
        boolean here = first % 2 == 0;
        int apart = 1;
        int rest = length;
        for (int pass = 0; pass < radix.length; pass++) {
            int steps = rest / radix[pass];
            if (pass >= first) {
                if (here) {
                    pass(pass, re, im, otherRe, otherIm, steps, apart);
                } else {
                    pass(pass, otherRe, otherIm, re, im, steps, apart);
                }
                here = !here;
            }
            apart *= radix[pass];
            rest = steps;
        }
        return radix.length % 2 == 1;
    }

    private void pass(int pass, double[] fromRe, double[] fromIm, double[] toRe, double[] toIm, int steps, int apart) {
        double[] w = turns[pass];
        switch (radix[pass]) {
            case 2 -> Radix.two(fromRe, fromIm, toRe, toIm, apart);
            case 3 -> Radix.three(fromRe, fromIm, toRe, toIm, steps, apart, w);
            case 4 -> {
                if (steps == 1) {
                    Radix.lastFour(fromRe, fromIm, toRe, toIm, apart);
                } else if (apart == 1) {
                    Radix.firstFour(fromRe, fromIm, toRe, toIm, steps, w);
                } else {
                    Radix.four(fromRe, fromIm, toRe, toIm, steps, apart, w);
                }
            }
            case 5 -> Radix.five(fromRe, fromIm, toRe, toIm, steps, apart, w);
            case 8 -> Radix.lastEight(fromRe, fromIm, toRe, toIm, apart);
            default -> Objects.requireNonNull(odd[pass]).pass(fromRe, fromIm, toRe, toIm, steps, apart, w);
        }
    }

    double[] otherRe() {
        return otherRe;
    }

    double[] otherIm() {
        return otherIm;
    }
}
