package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpikeEncodersTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/spike-encoders.txt");

    /** Equal to the bit: the same integers decide. */
    @Test
    void ratesDrawTheSameNumbersAsTheReference() {
        RateEncoder encoder = new RateEncoder(5, 42);
        float[][] p = golden.floatRows("probability");
        float[][] expected = golden.floatRows("rate");
        for (int i = 0; i < p.length; i++) {
            float[] spikes = new float[5];
            encoder.process(p[i], spikes);
            assertThat(spikes).as("step %d", i).containsExactly(expected[i]);
        }
    }

    @Test
    void ratesAreProbabilities() {
        RateEncoder encoder = new RateEncoder(4, 1);
        double[] sum = new double[4];
        float[] spikes = new float[4];
        for (int i = 0; i < 20_000; i++) {
            encoder.process(new float[] {0, 0.25f, 1, Float.NaN}, spikes);
            for (int c = 0; c < 4; c++) {
                sum[c] += spikes[c];
            }
        }
        assertThat(sum[0]).isZero();
        // Five standard deviations of a binomial: sqrt(20000 * 0.25 * 0.75) = 61.
        assertThat(sum[1]).isCloseTo(5_000, within(306.0));
        assertThat(sum[2]).isEqualTo(20_000);
        assertThat(sum[3]).isZero();
    }

    @Test
    void sigmaDeltaSendsTheSameSpikesAsTheReference() {
        SigmaDeltaEncoder encoder = new SigmaDeltaEncoder(5, 0.125, 3);
        float[][] x = golden.floatRows("value");
        float[][] expected = golden.floatRows("sigma_delta");
        for (int i = 0; i < x.length; i++) {
            float[] spikes = new float[5];
            encoder.process(x[i], spikes);
            assertThat(spikes).as("step %d", i).containsExactly(expected[i]);
        }
    }

    @Test
    void sigmaDeltaFollowsASlowSignalWithinOneThreshold() {
        SigmaDeltaEncoder encoder = new SigmaDeltaEncoder(1, 0.25, 2);
        double sum = 0;
        float[] spikes = new float[1];
        for (int i = 0; i < 1000; i++) {
            float x = (float) (3 * Math.sin(i * 0.1));
            encoder.process(new float[] {x}, spikes);
            sum += 0.25 * spikes[0];
            assertThat(Math.abs(x - sum)).as("step %d", i).isLessThan(0.25);
        }
        encoder.process(new float[] {Float.NaN}, spikes);
        assertThat(spikes).containsExactly(0);
        encoder.process(new float[] {Float.NEGATIVE_INFINITY}, spikes);
        assertThat(spikes).containsExactly(0);
    }

    /** 1e-5 Hz: a rate of some 100 Hz has 24 bits. */
    @Test
    void ratesOfCountsFollowTheirWindow() {
        float[][] counts = golden.floatRows("counts");
        SpikeRate exponential = new SpikeRate(3, SpikeRate.Window.EXPONENTIAL, 4.5, 250);
        SpikeRate rectangular = new SpikeRate(3, SpikeRate.Window.RECTANGULAR, 8, 250);
        float[] rate = new float[3];
        for (int i = 0; i < counts.length; i++) {
            exponential.process(counts[i], rate);
            assertThat(rate).containsExactly(golden.floatRows("exponential")[i], within(1e-5f));
            rectangular.process(counts[i], rate);
            assertThat(rate).containsExactly(golden.floatRows("rectangular")[i]);
        }
        assertThat(rectangular.delayBins()).isEqualTo(3.5);
    }

    /** The delay is where the answer to one count has its centre of gravity. */
    @Test
    void delayIsTheCentreOfTheWindow() {
        SpikeRate rate = new SpikeRate(1, SpikeRate.Window.EXPONENTIAL, 6, 1);
        double sum = 0;
        double moment = 0;
        float[] out = new float[1];
        for (int i = 0; i < 200; i++) {
            rate.process(new float[] {i == 0 ? 1 : 0}, out);
            sum += out[0];
            moment += i * out[0];
        }
        assertThat(rate.delayBins()).isCloseTo(moment / sum, within(1e-4));
        assertThat(sum).as("a count is a count").isCloseTo(1, within(1e-6));
    }

    @Test
    void continueExactlyFromASavedState() throws IOException {
        float[][] x = golden.floatRows("value");
        KernelChecks.continuesExactly(x.length, () -> new RateEncoder(5, 3), (k, i) -> run(k::process, x[i]));
        KernelChecks.continuesExactly(
                x.length, () -> new SigmaDeltaEncoder(5, 0.1, 2), (k, i) -> run(k::process, x[i]));
        for (SpikeRate.Window window : SpikeRate.Window.values()) {
            KernelChecks.continuesExactly(
                    x.length, () -> new SpikeRate(5, window, 7, 10), (k, i) -> run(k::process, x[i]));
        }
    }

    private interface Step {
        void process(float[] in, float[] out);
    }

    private static String run(Step step, float[] x) {
        float[] out = new float[x.length];
        step.process(x, out);
        return Arrays.toString(out);
    }
}
