package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HampelFilterTest {

    /** Equal to the bit: a result is an input sample or the median, never a number computed from them. */
    @Test
    void equalsTheDefinition() {
        Golden golden = Golden.resource(getClass(), "/golden/hampel.txt");
        float[] x = golden.floats("x");
        for (String name : golden.names()) {
            if (name.equals("x")) {
                continue;
            }
            String[] part = name.split("_");
            HampelFilter filter = new HampelFilter(1, Integer.parseInt(part[1]), Double.parseDouble(part[2]));
            assertThat(run(filter, x)).as(name).containsExactly(golden.floats(name));
        }
        assertThat(golden.floats("y_7_5")).as("outliers were replaced").isNotEqualTo(x);
    }

    @Test
    void equalsSortingTheWholeWindowForEverySize() {
        Random random = new Random(11);
        for (int window : Arrays2.AWKWARD_SIZES) {
            float[] x = new float[2 * window + 20];
            for (int i = 0; i < x.length; i++) {
                // Few distinct values, both zeros, rare jumps: ties and equal deviations on both sides.
                x[i] = (random.nextInt(9) - 4) * (random.nextInt(10) == 0 ? 50f : 1f) * -0.25f;
            }
            float[] y = run(new HampelFilter(1, window, 2), x);
            for (int i = 0; i < x.length; i++) {
                assertThat(y[i]).as("seed=11 window=%d sample=%d", window, i).isEqualTo(brute(x, i, window, 2));
            }
        }
    }

    private static float brute(float[] x, int i, int window, double threshold) {
        float[] seen = Arrays.copyOfRange(x, Math.max(0, i - window + 1), i + 1);
        Arrays.sort(seen);
        float median = seen[seen.length / 2];
        double[] deviations = new double[seen.length];
        Arrays.setAll(deviations, k -> Math.abs((double) seen[k] - median));
        Arrays.sort(deviations);
        double mad = deviations[seen.length / 2];
        boolean outlier = Math.abs((double) x[i] - median) > threshold * 1.4826 * mad && mad > 1e-6;
        return seen.length >= 3 && outlier ? median : x[i];
    }

    @Test
    void channelsAreFilteredOnTheirOwnAndInPlace() {
        Random random = new Random(12);
        for (int channels : Arrays2.AWKWARD_SIZES) {
            HampelFilter together = new HampelFilter(channels, 7, 3);
            HampelFilter last = new HampelFilter(1, 7, 3);
            for (int i = 0; i < 20; i++) {
                float[] x = Arrays2.gaussianFloats(random, channels);
                float[] single = {x[channels - 1]};
                together.process(x, x);
                last.process(single, single);
                assertThat(x[channels - 1]).as("seed=12 channels=%d", channels).isEqualTo(single[0]);
            }
        }
    }

    @Test
    void notANumberPassesAndIsForgotten() {
        float[] x = {1, 2, 3, Float.NaN, Float.NaN, Float.NaN, Float.NaN, 2, 3, 1, 2, 500, 3};
        float[] y = run(new HampelFilter(1, 5, 3), x);
        assertThat(Arrays.copyOfRange(y, 3, 7)).containsOnly(Float.NaN);
        assertThat(y[11]).as("the outlier after the gap").isEqualTo(2f);
        assertThat(y[12]).isEqualTo(3f);
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        Random random = new Random(13);
        float[][] x = new float[30][];
        Arrays.setAll(x, i -> Arrays2.gaussianFloats(random, 3));
        x[9][1] = Float.NaN;
        KernelChecks.continuesExactly(x.length, () -> new HampelFilter(3, 7, 1), (filter, i) -> {
            float[] y = new float[3];
            filter.process(x[i], y);
            return Arrays.toString(y);
        });
    }

    @Test
    void allocatesNothing() {
        HampelFilter filter = new HampelFilter(4, 7, 5);
        float[] x = {1, 2, 3, 4};
        float[] y = new float[4];
        KernelChecks.allocatesNothing(() -> {
            x[0] += 1;
            filter.process(x, y);
        });
    }

    @Test
    void refusesADamagedState() throws IOException {
        byte[] state = KernelChecks.save(new HampelFilter(1, 5, 3));
        state[11] = 4;
        assertThatThrownBy(() -> KernelChecks.load(new HampelFilter(1, 5, 3), state))
                .isInstanceOf(IOException.class)
                .hasMessage("state does not fit: hampel.position=4 (expected 0..0)");
    }

    private static float[] run(HampelFilter filter, float[] x) {
        float[] y = new float[x.length];
        float[] in = new float[1];
        float[] out = new float[1];
        for (int i = 0; i < x.length; i++) {
            in[0] = x[i];
            filter.process(in, out);
            y[i] = out[0];
        }
        return y;
    }
}
