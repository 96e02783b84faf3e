package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrackingTest {

    private static final long FRAME_NANOS = 100_000_000L;

    @Test
    void assignmentIsTheBestOfAllPermutations() {
        Random random = new Random(11);
        for (int trial = 0; trial < 500; trial++) {
            int rows = 1 + random.nextInt(6);
            int columns = 1 + random.nextInt(6);
            double[][] cost = new double[rows][columns];
            for (double[] row : cost) {
                Arrays.setAll(row, i -> random.nextInt(4) == 0 ? Double.POSITIVE_INFINITY : random.nextInt(100));
            }
            int[] given = Assignment.solve(cost, rows, columns);
            int matched = 0;
            double sum = 0;
            boolean[] taken = new boolean[columns];
            for (int row = 0; row < rows; row++) {
                if (given[row] >= 0) {
                    assertThat(taken[given[row]]).as("seed=11, trial=%d", trial).isFalse();
                    taken[given[row]] = true;
                    matched++;
                    sum += cost[row][given[row]];
                }
            }
            // As many pairs as can be, and among those the least sum.
            double[] best = best(cost, 0, new boolean[columns], 0, 0);
            assertThat(new double[] {matched, sum})
                    .as("seed=11, trial=%d", trial)
                    .isEqualTo(best);
        }
    }

    private static double[] best(double[][] cost, int row, boolean[] taken, int matched, double sum) {
        if (row == cost.length) {
            return new double[] {matched, sum};
        }
        double[] best = best(cost, row + 1, taken, matched, sum);
        for (int column = 0; column < taken.length; column++) {
            if (!taken[column] && cost[row][column] < Double.POSITIVE_INFINITY) {
                taken[column] = true;
                double[] other = best(cost, row + 1, taken, matched + 1, sum + cost[row][column]);
                taken[column] = false;
                if (other[0] > best[0] || other[0] == best[0] && other[1] < best[1]) {
                    best = other;
                }
            }
        }
        return best;
    }

    private static float[] box(double x, double y) {
        return new float[] {(float) x, (float) y, 1, 4, 2, 1.5f, 0.1f, 100};
    }

    private static float[] join(float[]... boxes) {
        float[] all = new float[boxes.length * CellClusters.BOX_FIELDS];
        for (int i = 0; i < boxes.length; i++) {
            System.arraycopy(boxes[i], 0, all, i * CellClusters.BOX_FIELDS, CellClusters.BOX_FIELDS);
        }
        return all;
    }

    private static float[] tracks(BoxTracker tracker, int shown) {
        float[] out = new float[shown * BoxTracker.TRACK_FIELDS];
        tracker.tracksInto(out);
        return out;
    }

    @Test
    void keepsIdentitiesOfThingsThatPassEachOtherAndLearnsTheirVelocity() {
        BoxTracker tracker = new BoxTracker(3, 2, 0.1, 3, 2, 16);
        Random random = new Random(5);
        float[] shown = {};
        for (int i = 0; i < 60; i++) {
            double t = i * 0.1;
            float[] right = box(-20 + 8 * t + 0.05 * random.nextGaussian(), 2 + 0.05 * random.nextGaussian());
            float[] left = box(20 - 6 * t + 0.05 * random.nextGaussian(), -2 + 0.05 * random.nextGaussian());
            shown = tracks(tracker, tracker.take(i % 2 == 0 ? join(right, left) : join(left, right), i * FRAME_NANOS));
        }
        assertThat(shown).hasSize(2 * BoxTracker.TRACK_FIELDS);
        assertThat(shown[0]).isEqualTo(1);
        assertThat((double) shown[1]).isCloseTo(-20 + 8 * 5.9, within(0.1));
        assertThat((double) shown[8]).isCloseTo(8, within(0.3));
        assertThat((double) shown[9]).isCloseTo(0, within(0.3));
        assertThat((double) shown[7]).as("heading, from the motion").isCloseTo(0, within(0.05));
        assertThat(shown[12]).isEqualTo(2);
        assertThat((double) shown[20]).isCloseTo(-6, within(0.3));
    }

    @Test
    void bridgesAMissAndEndsAfterTooMany() {
        BoxTracker tracker = new BoxTracker(3, 2, 0.1, 2, 3, 16);
        int[] shown = new int[12];
        for (int i = 0; i < 12; i++) {
            boolean seen = i < 4 || i == 7;
            shown[i] = tracker.take(seen ? box(i * 0.5, 0) : new float[0], i * FRAME_NANOS);
        }
        assertThat(shown).containsExactly(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0);
    }

    @Test
    void beginsNoMoreTracksThanItMay() {
        BoxTracker tracker = new BoxTracker(1, 2, 0.1, 1, 0, 2);
        assertThat(tracker.take(join(box(0, 0), box(10, 0), box(20, 0)), 0)).isEqualTo(2);
    }

    @Test
    void groupsWhatIsNearAndMeasuresIt() {
        // A car of 4 x 2 m turned by 30 degrees, outlined by points 0.2 m apart, a pole, and one lonely point.
        float[] points = new float[3 * 200];
        int n = 0;
        double c = Math.cos(Math.toRadians(30));
        double s = Math.sin(Math.toRadians(30));
        for (int i = 0; i <= 20; i++) {
            for (int side = -1; side <= 1; side += 2) {
                double u = -2 + 0.2 * i;
                points[3 * n] = (float) (10 + u * c - side * s);
                points[3 * n + 1] = (float) (5 + u * s + side * c);
                points[3 * n++ + 2] = i % 2;
            }
        }
        for (int i = 1; i < 10; i++) {
            for (int side = -1; side <= 1; side += 2) {
                double v = -1 + 0.2 * i;
                points[3 * n] = (float) (10 + 2 * side * c - v * s);
                points[3 * n + 1] = (float) (5 + 2 * side * s + v * c);
                points[3 * n++ + 2] = 0.5f;
            }
        }
        for (int i = 0; i < 10; i++) {
            points[3 * n] = -7.03f + 0.005f * i;
            points[3 * n + 1] = 3.02f;
            points[3 * n++ + 2] = 0.3f * i;
        }
        points[3 * n++] = 30;
        CellClusters clusters = new CellClusters(3, 0.4, 50, 5);
        float[] cloud = Arrays.copyOf(points, 3 * n);
        assertThat(clusters.take(cloud)).isEqualTo(2);
        assertThat(clusters.take(cloud)).as("again").isEqualTo(2);
        float[] boxes = new float[2 * CellClusters.BOX_FIELDS];
        clusters.boxesInto(cloud, boxes);
        double[] expected = {10, 5, 0.5, 4, 2, 1, Math.toRadians(30)};
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) boxes[i]).as("field %d", i).isCloseTo(expected[i], within(0.01));
        }
        assertThat(boxes[7]).isEqualTo(60);
        assertThat((double) boxes[8]).isCloseTo(-7.0075, within(0.01));
        assertThat(boxes[13]).isCloseTo(2.7f, within(1e-4f));
    }

    @Test
    void takesTheGroundAwayOnASlope() {
        Random random = new Random(3);
        float[] points = new float[3 * 4000];
        for (int i = 0; i < 4000; i++) {
            double x = random.nextDouble() * 80 - 40;
            double y = random.nextDouble() * 40 - 20;
            boolean thing = i % 10 == 0;
            points[3 * i] = (float) x;
            points[3 * i + 1] = (float) y;
            points[3 * i + 2] = (float) (-1.7
                    + 0.03 * x
                    - 0.02 * y
                    + 0.03 * random.nextGaussian()
                    + (thing ? 0.5 + random.nextDouble() : 0));
        }
        GroundPlane ground = new GroundPlane(3, 4, 40, 0.2, 4);
        int others = ground.take(points);
        assertThat(others).isBetween(400, 404); // every thing, and what noise of more than 6 sigma there may be
        float[] left = new float[3 * others];
        ground.othersInto(points, left);
        assertThat(left[0]).isEqualTo(points[0]);
    }
}
