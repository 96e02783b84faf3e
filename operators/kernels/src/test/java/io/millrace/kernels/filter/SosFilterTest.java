package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import io.millrace.kernels.filter.SosFilter.Start;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SosFilterTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/sosfilt.txt");

    /** Same recurrence, same order of operations, 60 samples: the difference is a fused multiply-add here or there. */
    @ParameterizedTest
    @ValueSource(strings = {"low", "high", "band"})
    void equalsScipy(String name) {
        double[][] x = golden.rows("x");
        Sos sos = Sos.of(golden.rows(name + "_sos"));
        for (Start start : Start.values()) {
            double[][] expected = golden.rows(name + (start == Start.ZERO ? "_zero" : "_steady"));
            SosFilter filter = new SosFilter(sos, 3, start);
            double[] out = new double[3];
            for (int i = 0; i < x.length; i++) {
                filter.process(x[i], out);
                assertThat(out).as("%s %s sample %d", name, start, i).containsExactly(expected[i], within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"low", "high", "band"})
    void steadyStateEqualsScipy(String name) {
        Sos sos = Sos.of(golden.rows(name + "_sos"));
        double[][] zi = golden.rows(name + "_zi");
        for (int s = 0; s < sos.sections(); s++) {
            assertThat(sos.steadyState(s, 0)).isCloseTo(zi[s][0], within(1e-12));
            assertThat(sos.steadyState(s, 1)).isCloseTo(zi[s][1], within(1e-12));
        }
    }

    @Test
    void floatSamplesAreTheDoubleResultRounded() {
        Random random = new Random(5);
        for (int channels : Arrays2.AWKWARD_SIZES) {
            Sos sos = ButterworthDesign.bandPass(3, 2, 20, 100);
            SosFilter narrow = new SosFilter(sos, channels, Start.STEADY);
            SosFilter wide = new SosFilter(sos, channels, Start.STEADY);
            for (int i = 0; i < 30; i++) {
                float[] x = Arrays2.gaussianFloats(random, channels);
                double[] y = Arrays2.doubles(x);
                wide.process(y, y);
                narrow.process(x, x);
                assertThat(x).as("seed=5 channels=%d", channels).containsExactly(Arrays2.floats(y));
            }
        }
    }

    @Test
    void channelsDoNotTouchEachOther() {
        Random random = new Random(6);
        Sos sos = ButterworthDesign.lowPass(4, 6.25, 250);
        SosFilter together = new SosFilter(sos, 25, Start.ZERO);
        SosFilter alone = new SosFilter(sos, 1, Start.ZERO);
        for (int i = 0; i < 50; i++) {
            double[] x = Arrays2.gaussian(random, 25);
            double[] single = {x[24]};
            together.process(x, x);
            alone.process(single, single);
            assertThat(x[24]).as("seed=6").isEqualTo(single[0]);
        }
    }

    @Test
    void steadyStartHasNoTransientOnAConstant() {
        SosFilter filter = new SosFilter(ButterworthDesign.lowPass(4, 1, 100), 1, Start.STEADY);
        float[] y = new float[1];
        for (int i = 0; i < 500; i++) {
            filter.process(new float[] {42f}, y);
            assertThat(y[0]).isCloseTo(42f, within(1e-4f));
        }
    }

    @Test
    void sampleThatIsNotFiniteTouchesNeitherItsChannelNorTheOthers() {
        Random random = new Random(8);
        Sos sos = ButterworthDesign.bandPass(2, 2, 20, 100);
        SosFilter disturbed = new SosFilter(sos, 3, Start.STEADY);
        SosFilter clean = new SosFilter(sos, 2, Start.STEADY);
        SosFilter held = new SosFilter(sos, 1, Start.STEADY);
        for (int i = 0; i < 60; i++) {
            float[] x = Arrays2.gaussianFloats(random, 3);
            float[] others = {x[0], x[2]};
            float[] single = {x[1]};
            boolean hole = i == 0 || i % 7 == 0;
            if (hole) {
                x[1] = i % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
                single[0] = Float.NaN;
            } else {
                held.process(single, single);
            }
            disturbed.process(x, x);
            clean.process(others, others);
            assertThat(x).as("seed=8 sample=%d", i).containsExactly(others[0], single[0], others[1]);
        }
    }

    @Test
    void tailDiesAwayWithoutSubnormalNumbers() {
        SosFilter filter = new SosFilter(ButterworthDesign.lowPass(2, 10, 100), 1, Start.ZERO);
        double[] y = {1};
        filter.process(y, y);
        boolean subnormal = false;
        for (int i = 0; i < 20_000; i++) {
            y[0] = 0;
            filter.process(y, y);
            subnormal |= y[0] != 0 && Math.abs(y[0]) < Double.MIN_NORMAL;
        }
        assertThat(subnormal).isFalse();
        assertThat(Math.abs(y[0])).isLessThan(1e-260);
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        float[][] x = new float[40][];
        Random random = new Random(7);
        Arrays.setAll(x, i -> Arrays2.gaussianFloats(random, 5));
        KernelChecks.continuesExactly(
                x.length,
                () -> new SosFilter(ButterworthDesign.lowPass(5, 6.25, 250), 5, Start.STEADY),
                (filter, i) -> {
                    float[] y = new float[5];
                    filter.process(x[i], y);
                    return Arrays.toString(y);
                });
    }

    @Test
    void allocatesNothing() {
        SosFilter filter = new SosFilter(ButterworthDesign.lowPass(4, 6.25, 250), 8, Start.STEADY);
        float[] x = new float[8];
        KernelChecks.allocatesNothing(() -> filter.process(x, x));
    }

    @Test
    void refusesAStateOfAnotherConfiguration() throws IOException {
        byte[] state = KernelChecks.save(new SosFilter(ButterworthDesign.lowPass(4, 1, 10), 3, Start.ZERO));
        SosFilter sections = new SosFilter(ButterworthDesign.lowPass(2, 1, 10), 3, Start.ZERO);
        SosFilter channels = new SosFilter(ButterworthDesign.lowPass(4, 1, 10), 2, Start.ZERO);
        assertThatThrownBy(() -> KernelChecks.load(sections, state))
                .isInstanceOf(IOException.class)
                .hasMessage("state does not fit: sos.sections=2 (expected 1..1)");
        assertThatThrownBy(() -> KernelChecks.load(channels, state))
                .isInstanceOf(IOException.class)
                .hasMessage("state does not fit: sos.channels=3 (expected 2..2)");
    }

    @Test
    void refusesCoefficientsThatAreNoFilter() {
        assertThatThrownBy(() -> Sos.of(new double[][] {{1, 0, 0, 0, 0, 0}}))
                .hasMessage(
                        "coefficient is not finite: section=0, index=0, value=1.0, a0=0.0 (expected finite, a0 not 0)");
        assertThatThrownBy(() -> Sos.of(new double[][] {{1, 0, 0}}))
                .hasMessage("argument out of range: coefficients of section 0=3 (expected 6..6)");
        assertThatThrownBy(() -> Sos.of(new double[0][]))
                .hasMessage("argument out of range: sections=0 (expected at least 1)");
    }
}
