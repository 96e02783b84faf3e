package io.millrace.kernels.fft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.testkit.Golden;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFftTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/transforms.txt");

    /** Values of size sqrt(n); both transforms err by a few 1e-16 per pass. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 8, 13, 16, 25, 32, 207})
    void equalsNumpy(int n) {
        RealFft fft = new RealFft(n);
        double[] re = new double[fft.bins()];
        double[] im = new double[fft.bins()];
        fft.forward(golden.doubles("x_" + n + "_re"), re, im);
        assertThat(re).containsExactly(golden.doubles("rfft_" + n + "_re"), within(1e-14 * (n + 10)));
        assertThat(im).containsExactly(golden.doubles("rfft_" + n + "_im"), within(1e-14 * (n + 10)));
    }

    /** Long lengths by a formula, every 16th bin; values up to n / 2. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 1024, 2048})
    void equalsNumpyAtLongLengths(int n) {
        RealFft fft = new RealFft(n);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = i * 37 % 101 / 101.0;
        }
        double[] re = new double[fft.bins()];
        double[] im = new double[fft.bins()];
        fft.forward(x, re, im);
        double[] expectedRe = golden.doubles("rfft_" + n + "_re");
        double[] expectedIm = golden.doubles("rfft_" + n + "_im");
        for (int k = 0; k < expectedRe.length; k++) {
            assertThat(re[16 * k]).as("bin %d", 16 * k).isCloseTo(expectedRe[k], within(1e-15 * 4 * n));
            assertThat(im[16 * k]).as("bin %d", 16 * k).isCloseTo(expectedIm[k], within(1e-15 * 4 * n));
        }
    }

    @Test
    void equalsTheComplexTransformAndIsUndoneByTheInverse() {
        Random random = new Random(41);
        for (int n : Arrays2.AWKWARD_SIZES) {
            RealFft fft = new RealFft(n);
            double[] x = Arrays2.gaussian(random, n);
            double[] re = new double[fft.bins()];
            double[] im = new double[fft.bins()];
            fft.forward(x, re, im);
            double[] fullRe = x.clone();
            double[] fullIm = new double[n];
            new ComplexFft(n).forward(fullRe, fullIm);
            for (int k = 0; k < fft.bins(); k++) {
                assertThat(re[k]).as("seed=41 n=%d bin=%d", n, k).isCloseTo(fullRe[k], within(1e-11));
                assertThat(im[k]).as("seed=41 n=%d bin=%d", n, k).isCloseTo(fullIm[k], within(1e-11));
            }
            double[] back = new double[n];
            fft.inverse(re, im, back);
            assertThat(back).as("seed=41 n=%d", n).containsExactly(x, within(1e-13));
        }
    }

    /** As numpy.fft.irfft: what a real signal cannot have there is not looked at. */
    @Test
    void inverseIgnoresTheImaginaryPartsOfTheEdges() {
        for (int n : new int[] {8, 13}) {
            RealFft fft = new RealFft(n);
            double[] re = new double[fft.bins()];
            double[] im = new double[fft.bins()];
            re[1] = 1;
            double[] clean = new double[n];
            fft.inverse(re, im, clean);
            im[0] = 5;
            if (n % 2 == 0) {
                im[n / 2] = -3;
            }
            double[] dirty = new double[n];
            fft.inverse(re, im, dirty);
            assertThat(dirty).containsExactly(clean);
        }
    }

    @Test
    void floatDataIsTheDoubleResultRounded() {
        Random random = new Random(42);
        for (int n : Arrays2.AWKWARD_SIZES) {
            RealFft fft = new RealFft(n);
            float[] x = Arrays2.gaussianFloats(random, n);
            double[] wideRe = new double[fft.bins()];
            double[] wideIm = new double[fft.bins()];
            fft.forward(Arrays2.doubles(x), wideRe, wideIm);
            float[] re = new float[fft.bins()];
            float[] im = new float[fft.bins()];
            fft.forward(x, re, im);
            assertThat(re).as("seed=42 n=%d", n).containsExactly(Arrays2.floats(wideRe));
            assertThat(im).as("seed=42 n=%d", n).containsExactly(Arrays2.floats(wideIm));
            float[] back = new float[n];
            fft.inverse(re, im, back);
            assertThat(back).as("seed=42 n=%d", n).containsExactly(x, within(1e-6f * 4));
        }
    }
}
