package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * A cloud sorted into pillars, so that the points of an upright cylinder are found without looking at the others. Pillars
 * cover a square around the origin and a range of heights, as many as {@code voxelLimit} hold points, {@code
 * pointsPerVoxel} at most each: the first in the order of the cloud.
 *
 * <p>Points lie in the order of their pillars, row by row, so what a cylinder touches of a row is one run of memory. O(points +
 * pillars) to sort, O(points in the square around the cylinder) to ask. One thread at a time.
 *
 * <p>The pillars that are looked at are those that the square of the cylinder touches. The published sampler takes pillars
 * with {@code |vx - qx| < r} and {@code |vy - qy| < r} for {@code r = ceil(radius / size)} around the pillar {@code q} of the
 * centre, which misses those at distance {@code r} that a cylinder whose centre is off the middle of its pillar reaches: 3.5 %
 * of its points. Here the points found are exactly those of the cylinder.
 */
final class CylinderPillars {

    /** Far more than rounding moves a border, and far less than a pillar. */
    private static final double SLACK_METERS = 1e-6;

    /** Which points are sorted in: reach, pillar, heights and limits. */
    record Grid(
            double reachMeters,
            double sizeMeters,
            double lowMeters,
            double highMeters,
            int voxelLimit,
            int pointsPerVoxel,
            int pointLimit) {

        Grid {
            Require.positive("reachMeters", reachMeters);
            Require.positive("sizeMeters", sizeMeters);
            Require.positive("height", highMeters - lowMeters);
            Require.inRange("voxelLimit", voxelLimit, 1, 1 << 20);
            Require.inRange("pointsPerVoxel", pointsPerVoxel, 1, 1 << 20);
            Require.inRange("pointLimit", pointLimit, 1, 1 << 20);
            Require.inRange("pillars across", (int) Math.min(1 << 20, across(reachMeters, sizeMeters)), 1, 4096);
        }

        int side() {
            return (int) across(reachMeters, sizeMeters);
        }

        private static double across(double reach, double size) {
            return Math.ceil(2 * reach / size - 1e-9);
        }

        long stateBytes(int fields) {
            return Float.BYTES * (long) pointLimit * fields + Integer.BYTES * ((long) side() * side() + 2);
        }
    }

    private final Grid grid;
    private final int fields;
    private final int side;
    private final double inverse;
    /** Where the points of a pillar begin; while sorting shifted by two, so that counting and placing need no second array. */
    private final int[] start;

    private final float[] rows;
    private int size;
    private int voxels;
    private int leftOut;

    CylinderPillars(Grid grid, int fields) {
        this.grid = grid;
        this.fields = Require.inRange("fields", fields, 3, 64);
        this.side = grid.side();
        this.inverse = 1 / grid.sizeMeters();
        this.start = new int[side * side + 2];
        this.rows = new float[grid.pointLimit() * fields];
    }

    /** Sorts a cloud in, whose rows may be these here again; {@code cells} is room for a number for each point. */
    void take(float[] cloud, int points, int[] cells) {
        Arrays.fill(start, 0);
        voxels = 0;
        leftOut = 0;
        int taken = Math.min(points, grid.pointLimit());
        leftOut = points - taken;
        for (int i = 0; i < taken; i++) {
            cells[i] = counted(cell(cloud[i * fields], cloud[i * fields + 1], cloud[i * fields + 2]));
        }
        for (int i = 1; i < start.length; i++) {
            start[i] += start[i - 1];
        }
        size = start[start.length - 1];
        for (int i = 0; i < taken; i++) {
            if (cells[i] >= 0) {
                System.arraycopy(cloud, i * fields, rows, start[cells[i] + 1]++ * fields, fields);
            }
        }
    }

    private int counted(int cell) {
        if (cell < 0) {
            return -1;
        }
        int count = start[cell + 2];
        if (count == grid.pointsPerVoxel() || (count == 0 && voxels == grid.voxelLimit())) {
            leftOut++;
            return -1;
        }
        voxels += count == 0 ? 1 : 0;
        start[cell + 2]++;
        return cell;
    }

    /** A position that is no number fails every comparison and lies outside. */
    private int cell(double x, double y, double z) {
        double column = (x + grid.reachMeters()) * inverse;
        double row = (y + grid.reachMeters()) * inverse;
        boolean inside = column >= 0 && row >= 0 && column < side && row < side;
        return inside && z >= grid.lowMeters() && z < grid.highMeters() ? ((int) row) * side + (int) column : -1;
    }

    private int clamped(double meters) {
        return (int) Math.max(-1, Math.min(side, Math.floor((meters + grid.reachMeters()) * inverse)));
    }

    /**
     * Finds the points at most {@code radius} from an upright axis.
     *
     * @param hits gets the row of each, pillar by pillar; as long as the limit of points
     * @param ledger gets added what was looked at
     * @return points found
     */
    int within(double x, double y, double radius, int[] hits, SamplingLedger ledger) {
        if (!(radius >= 0) || Double.isNaN(x) || Double.isNaN(y)) {
            return 0;
        }
        int left = Math.max(0, clamped(x - radius - SLACK_METERS));
        int right = Math.min(side - 1, clamped(x + radius + SLACK_METERS));
        int top = Math.min(side - 1, clamped(y + radius + SLACK_METERS));
        double square = radius * radius;
        int found = 0;
        for (int row = Math.max(0, clamped(y - radius - SLACK_METERS)); row <= top && left <= right; row++) {
            int first = start[row * side + left];
            int end = start[row * side + right + 1];
            ledger.look(end - first, occupied(row * side + left, row * side + right));
            for (int i = first; i < end; i++) {
                double dx = rows[i * fields] - x;
                double dy = rows[i * fields + 1] - y;
                hits[found] = i;
                found += dx * dx + dy * dy <= square ? 1 : 0;
            }
        }
        return found;
    }

    private int occupied(int first, int last) {
        int count = 0;
        for (int cell = first; cell <= last; cell++) {
            count += start[cell + 1] > start[cell] ? 1 : 0;
        }
        return count;
    }

    void rowInto(int row, float[] out, int at) {
        System.arraycopy(rows, row * fields, out, at, fields);
    }

    /** Rows of points in the order of their pillars, as many as {@link #size}. */
    float[] rows() {
        return rows;
    }

    int size() {
        return size;
    }

    int voxels() {
        return voxels;
    }

    /** Points of the cloud that the limits left out; those outside the grid are not among them. */
    int leftOut() {
        return leftOut;
    }

    void clear() {
        Arrays.fill(start, 0);
        size = 0;
        voxels = 0;
        leftOut = 0;
    }
}
