package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VoxelGridTest {

    private static final int FIELDS = 4;

    private static VoxelGrid grid() {
        return new VoxelGrid(
                new double[] {-75, -75, -10}, new double[] {75, 75, 10}, new double[] {0.5, 0.5, 4}, FIELDS);
    }

    /** The cloud of operators/reference/voxels.py, from the same generator. */
    private static float[] cloud(int count, long seed) {
        float[] points = new float[count * FIELDS];
        long state = seed;
        for (int i = 0; i < points.length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            points[i] = (float) ((state >>> 40) / (double) (1 << 24));
        }
        for (int point = 0; point < count; point++) {
            int at = point * FIELDS;
            points[at] = points[at] * 180f - 90f;
            points[at + 1] = points[at + 1] * 180f - 90f;
            points[at + 2] = points[at + 2] * 30f - 15f;
            for (int axis = 0; axis < 3 && point % 17 == 0; axis++) {
                points[at + axis] = (float) Math.rint(points[at + axis] * 2f) / 2f;
            }
        }
        return points;
    }

    /** Sets and counts exactly; means to 1e-5, which is the spacing of floats at 100 m. */
    @Test
    void agreesWithNumpyOnAMillionPoints() {
        Golden golden = Golden.resource(VoxelGridTest.class, "/golden/voxels.txt");
        float[] points = cloud(1_000_000, 42);
        assertThat(Arrays.copyOf(points, 4)).isEqualTo(golden.floats("first_point"));
        assertThat(Arrays.copyOfRange(points, points.length - 4, points.length)).isEqualTo(golden.floats("last_point"));

        VoxelGrid grid = grid();
        int size = grid.take(points);
        int[] cells = new int[3 * size];
        int[] counts = new int[size];
        float[] means = new float[FIELDS * size];
        grid.cellsInto(cells);
        grid.countsInto(counts);
        grid.meansInto(means);

        double[] numbers = golden.doubles("numbers");
        assertThat(size).isEqualTo((int) numbers[0]);
        assertThat(grid.outside()).isEqualTo((int) numbers[1]);
        assertThat(Arrays.stream(counts).max().orElse(0)).isEqualTo((int) numbers[2]);
        long keyDigest = 0;
        long countDigest = 0;
        for (int i = 0; i < size; i++) {
            long key = ((long) cells[3 * i] * grid.cells(1) + cells[3 * i + 1]) * grid.cells(2) + cells[3 * i + 2];
            keyDigest += key * (1 + i % 1009);
            countDigest += (long) counts[i] * (1 + i % 1009);
            if (i % 997 == 0) {
                assertThat(key).isEqualTo((long) golden.doubles("keys")[i / 997]);
                assertThat(counts[i]).isEqualTo((int) golden.doubles("counts")[i / 997]);
                for (int field = 0; field < FIELDS; field++) {
                    assertThat((double) means[FIELDS * i + field])
                            .isCloseTo(golden.doubles("means")[FIELDS * (i / 997) + field], within(1e-5));
                }
            }
        }
        assertThat(keyDigest % (1L << 50)).isEqualTo((long) golden.doubles("key_digest")[0]);
        assertThat(countDigest).isEqualTo((long) golden.doubles("count_digest")[0]);
    }

    @Test
    void doesNotDependOnTheOrderOfThePoints() {
        float[] points = cloud(20_000, 7);
        List<Integer> order =
                new java.util.ArrayList<>(IntStream.range(0, 20_000).boxed().toList());
        Collections.shuffle(order, new Random(1));
        float[] shuffled = new float[points.length];
        for (int i = 0; i < order.size(); i++) {
            System.arraycopy(points, FIELDS * order.get(i), shuffled, FIELDS * i, FIELDS);
        }
        VoxelGrid one = grid();
        VoxelGrid other = grid();
        other.take(cloud(5_000, 9)); // a grid that was used before
        int size = one.take(points);
        assertThat(other.take(shuffled)).isEqualTo(size);
        float[] means = new float[FIELDS * size];
        float[] otherMeans = new float[FIELDS * size];
        one.meansInto(means);
        other.meansInto(otherMeans);
        assertThat(otherMeans).isEqualTo(means);
    }

    @Test
    void borderPointsBelongToTheUpperCellAndTheUpperEndIsOutside() {
        VoxelGrid grid = new VoxelGrid(new double[3], new double[] {2, 2, 2}, new double[] {1, 1, 1}, 3);
        assertThat(grid.take(new float[] {1, 0, 0, 2, 0, 0, 0, 0, -1e-9f, Float.NaN, 1, 1}))
                .isEqualTo(1);
        int[] cell = new int[3];
        grid.cellsInto(cell);
        assertThat(cell).containsExactly(1, 0, 0);
        assertThat(grid.outside()).isEqualTo(3);
        assertThat(grid.take(new float[0])).isZero();
    }

    @Test
    void sortsGridsThatAreTooLargeToPack() {
        VoxelGrid grid = new VoxelGrid(new double[3], new double[] {1e6, 1e6, 1e6}, new double[] {1, 1, 1}, 3);
        assertThat(grid.take(new float[] {900_000, 1, 1, 5, 6, 7, 900_000, 1, 1}))
                .isEqualTo(2);
        int[] cells = new int[6];
        grid.cellsInto(cells);
        assertThat(cells).containsExactly(5, 6, 7, 900_000, 1, 1);
    }

    @Test
    void refusesBoundsThatHoldNothing() {
        assertThatThrownBy(() -> new VoxelGrid(new double[3], new double[3], new double[] {1, 1, 1}, 3))
                .hasMessage("argument out of range: extent=0.0 (expected above 0)");
    }
}
