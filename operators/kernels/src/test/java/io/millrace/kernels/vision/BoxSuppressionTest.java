package io.millrace.kernels.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxSuppressionTest {

    private static int[] choose(
            BoxSuppression kernel, float[] corners, float[] scores, double threshold, double overlap) {
        int[] chosen = new int[kernel.choose(corners, scores, 0, 1, threshold, overlap)];
        Arrays.setAll(chosen, kernel::chosen);
        return chosen;
    }

    /** The same boxes in the same order; no overlap in the file is within 1e-4 of a limit. */
    @ParameterizedTest
    @CsvSource({"kept_30, 0.3", "kept_50, 0.5", "kept_0, 0"})
    void equalsNumpy(String name, double overlap) {
        Golden golden = Golden.resource(getClass(), "/golden/box-suppression.txt");
        float[] scores = golden.floats("scores");
        BoxSuppression kernel = new BoxSuppression(scores.length, 1000);
        int[] expected =
                Arrays.stream(golden.doubles(name)).mapToInt(d -> (int) d).toArray();
        assertThat(choose(kernel, golden.floats("corners"), scores, 0.6, overlap))
                .containsExactly(expected);
        assertThat(choose(new BoxSuppression(scores.length, 3), golden.floats("corners"), scores, 0.6, overlap))
                .containsExactly(Arrays.copyOf(expected, 3));
    }

    @Test
    void takesTheFirstOfEqualsAndNeverWhatIsNoBox() {
        float nan = Float.NaN;
        float infinite = Float.POSITIVE_INFINITY;
        float[] corners = {
            0, 0, 1, 1, 0, 0, 1, 1, 5, 5, 5, 6, 7, 7, 6, 6, nan, 0, 1, 1, 3, 0, infinite, 1, 3, 0, 4, 1, 8, 8, 9, 9
        };
        float[] scores = {0.8f, 0.8f, 0.9f, 0.9f, 0.9f, 0.9f, nan, 0.7f};
        assertThat(choose(new BoxSuppression(8, 8), corners, scores, 0.5, 0.3)).containsExactly(0, 7);
    }
}
