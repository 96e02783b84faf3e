package io.millrace.kernels.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SubcarrierRankingTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/csi-ranking.txt");
    private final float[][] x = golden.floatRows("x");

    /** Welford's recurrence against two passes over 80 packets. */
    @Test
    void equalsNumpy() {
        SubcarrierRanking ranking = new SubcarrierRanking(30, SubcarrierRanking.DEFAULT_ALPHA);
        for (float[] row : x) {
            ranking.observe(row);
        }
        assertThat(ranking.count()).isEqualTo(x.length);
        double[] expected = golden.doubles("score");
        for (int i = 0; i < 30; i++) {
            double score = expected[i] < 0 ? Double.POSITIVE_INFINITY : expected[i];
            if (Double.isInfinite(score)) {
                assertThat(ranking.score(i)).isEqualTo(score);
            } else {
                assertThat(ranking.score(i)).as("position %d", i).isCloseTo(score, within(1e-13));
            }
        }
        int[] best =
                Arrays.stream(golden.doubles("best_6_3")).mapToInt(v -> (int) v).toArray();
        assertThat(ranking.best(6, 3)).containsExactly(best);
    }

    @Test
    void returnsFewerWhenNoMoreKeepTheDistance() {
        SubcarrierRanking ranking = new SubcarrierRanking(5, 0.75);
        ranking.observe(new float[] {1, 2, 3, 0, Float.NaN});
        ranking.observe(new float[] {1.5f, 2, 4, 0, 1});
        assertThat(ranking.best(5, 1)).containsExactly(0, 1, 2);
        assertThat(ranking.best(5, 2)).containsExactly(1);
        assertThat(ranking.best(5, 100)).containsExactly(1);
    }

    @Test
    void knowsNothingBeforeTheFirstPacket() {
        SubcarrierRanking ranking = new SubcarrierRanking(2, 0.75);
        assertThat(ranking.score(0)).isNaN();
        assertThat(ranking.best(1, 1)).isEmpty();
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        KernelChecks.continuesExactly(30, () -> new SubcarrierRanking(30, 0.75), (ranking, i) -> {
            ranking.observe(x[i]);
            return ranking.score(7) + Arrays.toString(ranking.best(4, 2));
        });
    }

    @Test
    void refusesAWeightThatIsNone() {
        assertThatThrownBy(() -> new SubcarrierRanking(3, 1.5))
                .hasMessage("argument out of range: alpha=1.5 (expected 0..1)");
    }
}
