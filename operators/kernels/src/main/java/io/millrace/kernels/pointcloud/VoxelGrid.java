package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Sorts points into cubes of space and takes the mean of each, without a limit on cubes or on points in a cube: cell
 * {@code floor((p - min) / size)} for each axis, points outside {@code min .. max} left out. Cells come out in rising order
 * of their index, so the result does not depend on the order of the points (beyond the rounding of sums in double).
 *
 * <p>A hash table with open addressing, stamped so that it need not be cleared: O(points) expected, plus sorting the cells.
 * Memory grows to the largest cloud seen, 8 (fields + 5) bytes a point, and stays. One thread at a time.
 *
 * @see <a href="https://arxiv.org/abs/1910.06528">Zhou et al., dynamic voxelization</a>
 */
public final class VoxelGrid {

    private static final int AXES = 3;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final double[] min;
    private final double[] inverse;
    private final int[] cells;
    private final int fields;

    private int tableBits;
    private int[] slotAt = {};
    private int[] stampAt = {};
    private int stamp;
    private long[] keys = {};
    private int[] counts = {};
    private double[][] sums;
    private long[] order = {};
    private int size;
    private int outside;

    /**
     * Makes a grid.
     *
     * @param min lowest corner, 3 numbers
     * @param max highest corner, 3 numbers above those of {@code min}
     * @param voxel edges of a voxel, 3 numbers above 0; at most 2^20 voxels an axis
     * @param fields numbers of a point, 3 or more; the first three are its position
     */
    public VoxelGrid(double[] min, double[] max, double[] voxel, int fields) {
        this.fields = Require.inRange("fields", fields, AXES, 64);
        this.min = min.clone();
        this.inverse = new double[AXES];
        this.cells = new int[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            inverse[axis] = 1 / Require.positive("voxel", voxel[axis]);
            double count = Math.ceil(Require.positive("extent", max[axis] - min[axis]) * inverse[axis] - 1e-9);
            cells[axis] = Require.inRange("cells", (int) Math.min(Integer.MAX_VALUE, count), 1, 1 << 20);
        }
        this.sums = new double[fields][0];
    }

    /**
     * Voxels along an axis.
     *
     * @param axis 0, 1, 2 for x, y, z
     * @return 1..2^20
     */
    public int cells(int axis) {
        return cells[axis];
    }

    /**
     * Takes a cloud; what was there before is gone.
     *
     * @param points {@code fields} numbers for each point
     * @return occupied voxels
     */
    public int take(float[] points) {
        begin(points.length / fields);
        for (int at = 0; at + fields <= points.length; at += fields) {
            // A position that is no number fails every comparison and counts as outside.
            double x = (points[at] - min[0]) * inverse[0];
            double y = (points[at + 1] - min[1]) * inverse[1];
            double z = (points[at + 2] - min[2]) * inverse[2];
            if (!(x >= 0 && y >= 0 && z >= 0 && x < cells[0] && y < cells[1] && z < cells[2])) {
                outside++;
                continue;
            }
            add(slot(((long) (int) x * cells[1] + (int) y) * cells[2] + (int) z), points, at);
        }
        sort();
        return size;
    }

    /**
     * Points of the last cloud that lay outside.
     *
     * @return count
     */
    public int outside() {
        return outside;
    }

    /**
     * Writes where the voxels are.
     *
     * @param out gets x, y, z cell numbers of each voxel
     */
    public void cellsInto(int[] out) {
        for (int i = 0; i < size; i++) {
            long key = keys[(int) order[i]];
            out[AXES * i] = (int) (key / cells[2] / cells[1]);
            out[AXES * i + 1] = (int) (key / cells[2] % cells[1]);
            out[AXES * i + 2] = (int) (key % cells[2]);
        }
    }

    /**
     * Writes the means.
     *
     * @param out gets {@code fields} numbers for each voxel
     */
    public void meansInto(float[] out) {
        for (int i = 0; i < size; i++) {
            int slot = (int) order[i];
            double share = 1.0 / counts[slot];
            for (int field = 0; field < fields; field++) {
                out[i * fields + field] = (float) (sums[field][slot] * share);
            }
        }
    }

    /**
     * Writes how many points each voxel holds.
     *
     * @param out gets a count for each voxel
     */
    public void countsInto(int[] out) {
        for (int i = 0; i < size; i++) {
            out[i] = counts[(int) order[i]];
        }
    }

    private void begin(int points) {
        int bits = 33 - Integer.numberOfLeadingZeros(Math.max(8, points) - 1); // at most half full
        if (bits > tableBits) {
            tableBits = bits;
            slotAt = new int[1 << bits];
            stampAt = new int[1 << bits];
            stamp = 0;
        }
        if (keys.length < points) {
            int capacity = Math.max(points, keys.length + keys.length / 2);
            keys = new long[capacity];
            counts = new int[capacity];
            order = new long[capacity];
            sums = new double[fields][capacity];
        }
        if (++stamp == 0) {
            Arrays.fill(stampAt, 0);
            stamp = 1;
        }
        size = 0;
        outside = 0;
    }

    private int slot(long key) {
        int mask = (1 << tableBits) - 1;
        int at = (int) ((key * GOLDEN) >>> (64 - tableBits));
        while (stampAt[at] == stamp) {
            if (keys[slotAt[at]] == key) {
                return slotAt[at];
            }
            at = (at + 1) & mask;
        }
        stampAt[at] = stamp;
        slotAt[at] = size;
        keys[size] = key;
        counts[size] = 0;
        for (int field = 0; field < fields; field++) {
            sums[field][size] = 0;
        }
        return size++;
    }

    private void add(int slot, float[] points, int at) {
        counts[slot]++;
        for (int field = 0; field < fields; field++) {
            sums[field][slot] += points[at + field];
        }
    }

    /** Key and slot go into one number where both fit, 41 and 22 bits; else keys are sorted alone and looked up again. */
    private void sort() {
        boolean packs = (long) cells[0] * cells[1] * cells[2] <= 1L << 41 && size < 1 << 22;
        if (packs) {
            for (int i = 0; i < size; i++) {
                order[i] = (keys[i] << 22) | i;
            }
            Arrays.sort(order, 0, size);
            for (int i = 0; i < size; i++) {
                order[i] &= (1 << 22) - 1;
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            order[i] = keys[i];
        }
        Arrays.sort(order, 0, size);
        for (int i = 0; i < size; i++) {
            order[i] = slot(order[i]);
        }
    }
}
