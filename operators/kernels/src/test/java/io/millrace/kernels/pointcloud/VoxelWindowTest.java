package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoxelWindowTest {

    private static final double[] MIN = {-8, -8, -2};
    private static final double[] MAX = {8, 8, 2};
    private static final double[] VOXEL = {0.5, 0.5, 1};
    private static final int FIELDS = 4;
    private static final int WINDOW = 3;
    private static final int POINTS = 400;

    /** What a window gave. */
    private static final class Voxels {

        private final int[] cells;
        private final float[] means;
        private final int[] counts;

        Voxels(VoxelWindow window, int size) {
            this.cells = new int[3 * size];
            this.means = new float[FIELDS * size];
            this.counts = new int[size];
            window.into(cells, means, counts);
        }
    }

    private static VoxelWindow window() {
        return new VoxelWindow(MIN, MAX, VOXEL, FIELDS, WINDOW, POINTS);
    }

    private static float[] cloud(Random random) {
        float[] points = new float[FIELDS * random.nextInt(POINTS + 1)];
        for (int i = 0; i < points.length; i++) {
            points[i] = 20 * random.nextFloat() - 10;
        }
        return points;
    }

    /**
     * To the last bit what a window gives that saw only the clouds it holds, in another order; sets and counts of the grid
     * that is checked against numpy, means to 1e-5: half of 2^-20 and the spacing of floats at 10.
     */
    @Test
    void isAfterEveryCloudWhatFullComputationGives() {
        long seed = 20261125;
        Random random = new Random(seed);
        VoxelWindow window = window();
        float[][] last = new float[WINDOW][0];
        for (int frame = 0; frame < 60; frame++) {
            last[frame % WINDOW] = cloud(random);
            int size = window.take(last[frame % WINDOW]);
            Voxels found = new Voxels(window, size);

            VoxelWindow fresh = window();
            float[] all = new float[0];
            for (float[] cloud : last) {
                fresh.take(cloud);
                int at = all.length;
                all = Arrays.copyOf(all, at + cloud.length);
                System.arraycopy(cloud, 0, all, at, cloud.length);
            }
            Voxels full = new Voxels(fresh, size);
            assertThat(found.cells).as("seed %s, frame %s", seed, frame).isEqualTo(full.cells);
            assertThat(found.counts).isEqualTo(full.counts);
            assertThat(found.means).isEqualTo(full.means);

            VoxelGrid grid = new VoxelGrid(MIN, MAX, VOXEL, FIELDS);
            assertThat(grid.take(all)).isEqualTo(size);
            int[] cells = new int[3 * size];
            int[] counts = new int[size];
            float[] means = new float[FIELDS * size];
            grid.cellsInto(cells);
            grid.countsInto(counts);
            grid.meansInto(means);
            assertThat(found.cells).isEqualTo(cells);
            assertThat(found.counts).isEqualTo(counts);
            assertThat(window.points()).isEqualTo(all.length / FIELDS - grid.outside());
            for (int i = 0; i < means.length; i++) {
                assertThat((double) found.means[i]).isCloseTo(means[i], within(1e-5));
            }
        }
    }

    @Test
    void forgetsWhatLeftTheWindow() {
        VoxelWindow window = window();
        assertThat(window.take(new float[] {1, 1, 1, 5, Float.NaN, 0, 0, 1, 99, 0, 0, 1}))
                .isEqualTo(1);
        assertThat(window.take(new float[0])).isEqualTo(1);
        assertThat(window.take(new float[0])).isEqualTo(1);
        assertThat(window.take(new float[0])).isZero();
        assertThat(window.points()).isZero();
    }
}
