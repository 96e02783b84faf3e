package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PillarGridTest {

    private static final int FIELDS = 4;
    private static final int POINTS = 4;

    /** Squares and counts exactly; features to 1e-6, being sums in double of numbers near 1, rounded once. */
    @Test
    void agreesWithNumpyBeyondBothLimits() {
        Golden golden = Golden.resource(PillarGridTest.class, "/golden/pillars.txt");
        PillarGrid grid =
                new PillarGrid(new double[] {-1, -0.75, -1}, new double[] {1, 1, 1}, 0.25, FIELDS, POINTS, 40);
        float[] points = golden.floats("points");
        assertThat(points[5 * FIELDS]).isEqualTo(99f);
        points[5 * FIELDS] = Float.NaN;
        grid.take(new float[] {0.9f, 0.9f, 0, 0, 0.1f, 0.1f, 0, 0}); // a grid that was used before
        int pillars = grid.take(points);

        int[] squares = new int[2 * pillars];
        int[] counts = new int[pillars];
        float[] features = new float[pillars * POINTS * (FIELDS + PillarGrid.ADDED_FEATURES)];
        grid.squaresInto(squares);
        grid.countsInto(counts);
        grid.featuresInto(points, features);

        double[] expected = golden.doubles("features");
        assertThat(new double[] {pillars, grid.outside(), grid.leftOut()}).isEqualTo(golden.doubles("numbers"));
        assertThat(Arrays.stream(squares).asDoubleStream().toArray()).isEqualTo(golden.doubles("squares"));
        assertThat(Arrays.stream(counts).asDoubleStream().toArray()).isEqualTo(golden.doubles("counts"));
        assertThat(features).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) features[i]).isCloseTo(expected[i], within(1e-6));
        }
    }

    /** To the bit: nothing is computed. */
    @Test
    void putsPillarsWhereNumpyDoesAndCountsThoseOutside() {
        Golden golden = Golden.resource(PillarGridTest.class, "/golden/pillar-canvas.txt");
        int[] squares =
                Arrays.stream(golden.doubles("squares")).mapToInt(v -> (int) v).toArray();
        float[] canvas = new float[3 * 6 * 8];
        int outside = PillarGrid.scatter(golden.floats("learnt"), squares, 3, 6, 8, canvas);
        assertThat(canvas).isEqualTo(golden.floats("canvas"));
        assertThat(outside).isEqualTo((int) golden.doubles("outside")[0]).isPositive();
        assertThat(PillarGrid.scatter(new float[] {1, 2, 3}, new int[] {0, 0, 5, 0, 0, -1}, 1, 1, 1, new float[1]))
                .isEqualTo(2);
    }
}
