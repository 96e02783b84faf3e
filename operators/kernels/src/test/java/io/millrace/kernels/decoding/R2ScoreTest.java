package io.millrace.kernels.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.kernels.filter.BesselNorm;
import io.millrace.kernels.filter.BlockFilter;
import io.millrace.kernels.filter.FilterDesign;
import io.millrace.kernels.filter.ForwardBackward;
import io.millrace.kernels.filter.Sos;
import io.millrace.kernels.filter.SosFilter;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class R2ScoreTest {

    private static final int SAMPLES = 30_000;
    private static final double[][] NOISES = {{0.5, 0.6}, {0.7, 0.8}, {1.0, 0.0}};
    /** The published table; its generator is known in part: see movement.py. */
    private static final double AS_PUBLISHED = 1e-3;

    private static final double[][] PRINTED = {
        {.7553, .8130, .7433, .9033, .9646, .9725},
        {.5246, .5803, .6351, .7867, .8843, .8960},
        {.0059, .5842, .7424, .7384, .9281, .9722}
    };

    private final Golden golden = Golden.resource(getClass(), "/golden/decoder-scores.txt");

    /**
     * What each filter makes of a decoder's output, by noise: raw, causal of order 2 and 4, last of the block, middle of
     * the block, both ways over all. A causal filter of order 4 can lose to no filter at all, because it is late.
     */
    @Test
    void filtersScoreAsInTheReferenceAndInItsOrder() {
        double[][] v = Movement.velocity(SAMPLES);
        double sigma = deviation(v);
        double[][] expected = golden.rows("r2");
        for (int row = 0; row < NOISES.length; row++) {
            double[][] x = Movement.noise(SAMPLES, NOISES[row][1]);
            for (int t = 0; t < SAMPLES; t++) {
                for (int c = 0; c < 2; c++) {
                    x[t][c] = v[t][c] + NOISES[row][0] * sigma * x[t][c];
                }
            }
            double[] scores = scores(v, x);
            // The ziggurat's tables differ in their last bits; the block filters' taps by 1e-12.
            assertThat(scores).as("noise %d", row).containsExactly(expected[row], within(1e-6));
            assertThat(scores).containsExactly(PRINTED[row], within(AS_PUBLISHED));
            assertThat(scores[0]).isLessThan(scores[3]);
            assertThat(scores[3]).isLessThan(scores[4]);
            assertThat(scores[4]).isLessThanOrEqualTo(scores[5]);
        }
        assertThat(expected[0][2]).as("too late a filter loses").isLessThan(expected[0][0]);
    }

    /** Over both axes. */
    private static double deviation(double[][] v) {
        double sum = 0;
        double squares = 0;
        for (double[] row : v) {
            sum += row[0] + row[1];
            squares += row[0] * row[0] + row[1] * row[1];
        }
        double mean = sum / (2 * v.length);
        return Math.sqrt(squares / (2 * v.length) - mean * mean);
    }

    private static double[] scores(double[][] truth, double[][] x) {
        Sos decoder = FilterDesign.bessel(4, BesselNorm.PHASE).lowPass(6.25, 250);
        Sos soft = FilterDesign.bessel(2, BesselNorm.PHASE).lowPass(62.5, 250);
        return new double[] {
            score(truth, x),
            score(truth, causal(soft, x)),
            score(truth, causal(decoder, x)),
            score(truth, block(decoder, x, BlockFilter.Variant.LAST)),
            score(truth, block(decoder, x, BlockFilter.Variant.MIDDLE)),
            score(truth, bothWays(decoder, x))
        };
    }

    private static double[][] causal(Sos sos, double[][] x) {
        SosFilter filter = new SosFilter(sos, 2, SosFilter.Start.ZERO);
        double[][] y = new double[x.length][2];
        for (int t = 0; t < x.length; t++) {
            filter.process(x[t], y[t]);
        }
        return y;
    }

    private static double[][] block(Sos sos, double[][] x, BlockFilter.Variant variant) {
        BlockFilter filter = new BlockFilter(sos, 32, variant, 2);
        double[][] y = new double[x.length][2];
        int at = 0;
        for (double[] row : x) {
            at += filter.process(row, y[at]) ? 1 : 0;
        }
        while (at < x.length) {
            y[at] = x[at];
            at++;
        }
        return y;
    }

    private static double[][] bothWays(Sos sos, double[][] x) {
        double[][] y = new double[x.length][2];
        for (int c = 0; c < 2; c++) {
            int channel = c;
            double[] column = ForwardBackward.filter(
                    sos, Arrays.stream(x).mapToDouble(r -> r[channel]).toArray());
            for (int t = 0; t < x.length; t++) {
                y[t][c] = column[t];
            }
        }
        return y;
    }

    private static double score(double[][] truth, double[][] decoded) {
        R2Score score = new R2Score(2);
        float[] a = new float[2];
        float[] b = new float[2];
        for (int t = 0; t < truth.length; t++) {
            for (int c = 0; c < 2; c++) {
                a[c] = (float) decoded[t][c];
                b[c] = (float) truth[t][c];
            }
            score.add(a, b);
        }
        return score.score();
    }

    @Test
    void isOneForThePerfectAndZeroForTheMean() {
        R2Score score = new R2Score(2);
        assertThat(score.score()).isNaN();
        for (int i = 0; i < 100; i++) {
            score.add(new float[] {1e6f + i % 5, 2}, new float[] {1e6f + i % 5, i % 2 == 0 ? 1 : 3});
        }
        assertThat(score.score(0)).isEqualTo(1);
        assertThat(score.score(1)).isCloseTo(0, within(1e-12));
        assertThat(score.score()).isCloseTo(0.5, within(1e-12));
        assertThat(score.samples()).isEqualTo(100);
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        double[] u = new Random(3).doubles(80).toArray();
        KernelChecks.continuesExactly(40, () -> new R2Score(1), (score, i) -> {
            score.add(new float[] {(float) u[i]}, new float[] {(float) u[i + 40]});
            return score.score();
        });
    }
}
