package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import io.millrace.kernels.filter.BlockFilter.Variant;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockFilterTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/block-filter.txt");

    private static Sos sos(int order, double corner) {
        return FilterDesign.bessel(order, BesselNorm.PHASE).lowPass(corner, 2);
    }

    @ParameterizedTest
    @CsvSource({"4, 0.05, 32", "2, 0.15, 16", "3, 0.2, 24"})
    void weightsEqualFilteredUnitImpulses(int order, double corner, int block) {
        for (Variant variant : Variant.values()) {
            String suffix = variant.name().toLowerCase(Locale.ROOT) + "_" + order + "_" + corner + "_" + block;
            double[] expected = golden.doubles("taps_" + suffix);
            BlockFilter filter = new BlockFilter(sos(order, corner), block, variant, 1);
            assertThat(filter.taps()).isEqualTo(expected.length);
            double sum = 0;
            for (int i = 0; i < expected.length; i++) {
                assertThat(filter.weight(i)).as("%s tap %d", suffix, i).isCloseTo(expected[i], within(1e-10));
                sum += filter.weight(i);
            }
            assertThat(sum).isCloseTo(1, within(1e-10));
        }
    }

    /** From start to end of a stream, against filtfilt over every window. */
    @ParameterizedTest
    @CsvSource({"4, 0.05, 32", "2, 0.15, 16", "3, 0.2, 24"})
    void equalsFilteringEveryBlockAnew(int order, double corner, int block) {
        double[][] x = golden.rows("x");
        for (Variant variant : Variant.values()) {
            String suffix = variant.name().toLowerCase(Locale.ROOT) + "_" + order + "_" + corner + "_" + block;
            double[][] expected = golden.rows("y_" + suffix);
            BlockFilter filter = new BlockFilter(sos(order, corner), block, variant, 2);
            List<double[]> out = new ArrayList<>();
            for (double[] row : x) {
                double[] y = new double[2];
                if (filter.process(row, y)) {
                    out.add(y);
                }
            }
            for (int age = filter.delaySamples() - 1; age >= 0; age--) {
                float[] y = new float[2];
                filter.held(age, y);
                out.add(Arrays2.doubles(y));
            }
            assertThat(out).as(suffix).hasSize(expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertThat(out.get(i)).as("%s sample %d", suffix, i).containsExactly(expected[i], within(1e-10));
            }
        }
    }

    @Test
    void floatSamplesAreTheDoubleResultRounded() {
        Random random = new Random(4);
        BlockFilter narrow = new BlockFilter(sos(4, 0.05), 32, Variant.MIDDLE, 5);
        BlockFilter wide = new BlockFilter(sos(4, 0.05), 32, Variant.MIDDLE, 5);
        for (int i = 0; i < 100; i++) {
            float[] x = Arrays2.gaussianFloats(random, 5);
            double[] y = Arrays2.doubles(x);
            assertThat(narrow.process(x, x)).isEqualTo(wide.process(y, y));
            assertThat(x).as("seed=4").containsExactly(Arrays2.floats(y));
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0.05, 32", "2, 0.15, 16", "3, 0.2, 24"})
    void wholeRecordingEqualsFiltfilt(int order, double corner, int block) {
        double[][] x = golden.rows("x");
        double[][] expected = golden.rows("whole_" + order + "_" + corner + "_" + block);
        for (int c = 0; c < 2; c++) {
            int channel = c;
            double[] y = ForwardBackward.filter(
                    sos(order, corner),
                    Arrays.stream(x).mapToDouble(r -> r[channel]).toArray());
            double[] wanted =
                    Arrays.stream(expected).mapToDouble(r -> r[channel]).toArray();
            assertThat(y).containsExactly(wanted, within(1e-10));
        }
    }

    /** The figures that the description of the published decoder gives. */
    @Test
    void hasThePublishedWeights() {
        BlockFilter middle = new BlockFilter(sos(4, 0.05), 32, Variant.MIDDLE, 1);
        double[] first = {0.1861700929, 0.0033647665, 0.0066998562, 0.0099755986};
        for (int i = 0; i < first.length; i++) {
            assertThat(middle.weight(i)).isCloseTo(first[i], within(5e-11));
        }
        assertThat(middle.weight(15)).isCloseTo(0.0370517239, within(5e-11));
        assertThat(middle.weight(31)).isCloseTo(0.1254459076, within(5e-11));
        assertThat(middle.delaySamples()).isEqualTo(16);
        BlockFilter last = new BlockFilter(sos(4, 0.05), 32, Variant.LAST, 1);
        assertThat(last.weight(30)).isCloseTo(0.0094453062, within(5e-11));
        assertThat(last.weight(31)).isCloseTo(0.0047638908, within(5e-11));
        assertThat(last.weight(32)).isCloseTo(0.4731036557, within(5e-11));
        assertThat(last.delaySamples()).isZero();
    }

    /** Odd padding makes the newest sample a centre of symmetry: a filter that forgets within it changes nothing. */
    @Test
    void lastSampleOfABlockIsUntouchedByAFilterThatForgetsQuickly() {
        BlockFilter slow = new BlockFilter(sos(4, 0.05), 32, Variant.LAST, 1);
        BlockFilter quick = new BlockFilter(sos(4, 0.25), 32, Variant.LAST, 1);
        assertThat(slow.weight(32)).isCloseTo(0.473, within(0.001));
        assertThat(quick.weight(32)).isCloseTo(1, within(0.01));
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        Random random = new Random(3);
        float[][] x = new float[80][];
        Arrays.setAll(x, i -> Arrays2.gaussianFloats(random, 3));
        for (Variant variant : Variant.values()) {
            KernelChecks.continuesExactly(
                    x.length, () -> new BlockFilter(sos(4, 0.05), 32, variant, 3), (filter, i) -> {
                        float[] y = new float[3];
                        return filter.process(x[i], y) + Arrays.toString(y);
                    });
        }
    }

    @Test
    void allocatesNothing() {
        BlockFilter filter = new BlockFilter(sos(4, 0.05), 32, Variant.MIDDLE, 2);
        float[] x = new float[2];
        KernelChecks.allocatesNothing(() -> filter.process(x, x));
    }

    @Test
    void refusesABlockThatIsTooShortOrOdd() {
        assertThatThrownBy(() -> new BlockFilter(sos(4, 0.05), 12, Variant.MIDDLE, 1))
                .hasMessage("argument out of range: block length=12 (expected at least 16)");
        assertThatThrownBy(() -> new BlockFilter(sos(4, 0.05), 33, Variant.LAST, 1))
                .hasMessage("block is odd: blockSamples=33 (expected even)");
    }
}
