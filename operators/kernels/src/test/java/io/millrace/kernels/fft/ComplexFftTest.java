package io.millrace.kernels.fft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComplexFftTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/transforms.txt");

    /** Values of size sqrt(n); both transforms err by a few 1e-16 per pass. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 8, 13, 16, 25, 32, 207})
    void equalsNumpy(int n) {
        double[] re = golden.doubles("x_" + n + "_re");
        double[] im = golden.doubles("x_" + n + "_im");
        new ComplexFft(n).forward(re, im);
        assertThat(re).containsExactly(golden.doubles("fft_" + n + "_re"), within(1e-14 * (n + 10)));
        assertThat(im).containsExactly(golden.doubles("fft_" + n + "_im"), within(1e-14 * (n + 10)));
    }

    /** Long lengths by a formula, every 16th bin; values up to n / 2. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 1024, 2048})
    void equalsNumpyAtLongLengths(int n) {
        double[] re = new double[n];
        double[] im = new double[n];
        for (int i = 0; i < n; i++) {
            re[i] = i * 37 % 101 / 101.0;
            im[i] = i * 53 % 89 / 89.0;
        }
        new ComplexFft(n).forward(re, im);
        double[] expectedRe = golden.doubles("fft_" + n + "_re");
        double[] expectedIm = golden.doubles("fft_" + n + "_im");
        for (int k = 0; k < expectedRe.length; k++) {
            assertThat(re[16 * k]).as("bin %d", 16 * k).isCloseTo(expectedRe[k], within(1e-15 * 4 * n));
            assertThat(im[16 * k]).as("bin %d", 16 * k).isCloseTo(expectedIm[k], within(1e-15 * 4 * n));
        }
    }

    @Test
    void equalsTheDefinitionAtEveryLengthUpTo130() {
        Random random = new Random(31);
        for (int n = 1; n <= 130; n++) {
            double[] re = Arrays2.gaussian(random, n);
            double[] im = Arrays2.gaussian(random, n);
            double[] sumRe = new double[n];
            double[] sumIm = new double[n];
            for (int k = 0; k < n; k++) {
                for (int i = 0; i < n; i++) {
                    double angle = -2 * Math.PI * ((long) k * i % n) / n;
                    sumRe[k] += re[i] * Math.cos(angle) - im[i] * Math.sin(angle);
                    sumIm[k] += re[i] * Math.sin(angle) + im[i] * Math.cos(angle);
                }
            }
            new ComplexFft(n).forward(re, im);
            assertThat(re).as("seed=31 n=%d", n).containsExactly(sumRe, within(1e-12));
            assertThat(im).as("seed=31 n=%d", n).containsExactly(sumIm, within(1e-12));
        }
    }

    @Test
    void inverseUndoesForwardAndEnergyIsKept() {
        Random random = new Random(32);
        for (int n : Arrays2.AWKWARD_SIZES) {
            ComplexFft fft = new ComplexFft(n);
            double[] x = Arrays2.gaussian(random, n);
            double[] y = Arrays2.gaussian(random, n);
            double[] re = x.clone();
            double[] im = y.clone();
            fft.forward(re, im);
            assertThat(energy(re, im) / n).as("seed=32 n=%d", n).isCloseTo(energy(x, y), within(1e-11 * n));
            fft.inverse(re, im);
            assertThat(re).as("seed=32 n=%d", n).containsExactly(x, within(1e-13));
            assertThat(im).as("seed=32 n=%d", n).containsExactly(y, within(1e-13));
        }
    }

    /** Computed in double, so one rounding to float is all that is lost. */
    @Test
    void floatDataIsTheDoubleResultRounded() {
        Random random = new Random(33);
        for (int n : Arrays2.AWKWARD_SIZES) {
            ComplexFft fft = new ComplexFft(n);
            float[] x = Arrays2.gaussianFloats(random, n);
            float[] y = Arrays2.gaussianFloats(random, n);
            double[] re = Arrays2.doubles(x);
            double[] im = Arrays2.doubles(y);
            fft.forward(re, im);
            fft.forward(x, y);
            assertThat(x).as("seed=33 n=%d", n).containsExactly(Arrays2.floats(re));
            assertThat(y).as("seed=33 n=%d", n).containsExactly(Arrays2.floats(im));
            float[] backRe = Arrays2.floats(re);
            float[] backIm = Arrays2.floats(im);
            double[] wideRe = Arrays2.doubles(backRe);
            double[] wideIm = Arrays2.doubles(backIm);
            fft.inverse(wideRe, wideIm);
            fft.inverse(backRe, backIm);
            assertThat(backRe).as("seed=33 n=%d", n).containsExactly(Arrays2.floats(wideRe));
            assertThat(backIm).as("seed=33 n=%d", n).containsExactly(Arrays2.floats(wideIm));
        }
    }

    @Test
    void allocatesNothing() {
        ComplexFft fft = new ComplexFft(25);
        double[] re = new double[25];
        double[] im = new double[25];
        KernelChecks.allocatesNothing(() -> fft.forward(re, im));
    }

    @Test
    void refusesALengthThatIsNone() {
        assertThatThrownBy(() -> new ComplexFft(0))
                .hasMessage("argument out of range: length=0 (expected 1..67108864)");
    }

    private static double energy(double[] re, double[] im) {
        double sum = 0;
        for (int i = 0; i < re.length; i++) {
            sum += re[i] * re[i] + im[i] * im[i];
        }
        return sum;
    }

    /** Small factors of every pass, 30 and 31 among them, and primes beyond them, which go through a convolution. */
    @ParameterizedTest
    @ValueSource(ints = {5, 7, 15, 27, 29, 31, 37, 41, 64, 74, 80, 96, 128, 160, 256, 310, 320, 459, 512, 513, 541})
    void equalsTheDefinition(int n) {
        Random random = new Random(n);
        double[] re = random.doubles(n, -1, 1).toArray();
        double[] im = random.doubles(n, -1, 1).toArray();
        double[] re0 = re.clone();
        double[] im0 = im.clone();
        ComplexFft fft = new ComplexFft(n);
        fft.forward(re, im);
        for (int k = 0; k < n; k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int t = 0; t < n; t++) {
                double angle = -2 * Math.PI * ((long) k * t % n) / n;
                sumRe += re0[t] * Math.cos(angle) - im0[t] * Math.sin(angle);
                sumIm += re0[t] * Math.sin(angle) + im0[t] * Math.cos(angle);
            }
            assertThat(re[k]).as("re %d of %d", k, n).isCloseTo(sumRe, within(1e-12 * n));
            assertThat(im[k]).as("im %d of %d", k, n).isCloseTo(sumIm, within(1e-12 * n));
        }
        fft.inverse(re, im);
        assertThat(re).containsExactly(re0, within(1e-13));
        assertThat(im).containsExactly(im0, within(1e-13));
    }
}
