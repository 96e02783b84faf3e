package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Sorts points into cubes of space and takes the mean of each, without a limit on cubes or on points in a cube: cell
 * {@code floor((p - min) / size)} for each axis, points outside {@code min .. max} left out. Cells come out in rising order
 * of their index, so the result does not depend on the order of the points (beyond the rounding of sums in double).
 *
 * <p>A hash table with open addressing, then a radix sort of the cells: O(points) expected. Memory grows with the most cells
 * seen, 8 (fields + 8) bytes each and up to twice that, and stays. One thread at a time.
 *
 * <p>What the speed depends on: points that follow each other in one cell, which in the order of a scanner is most of them, are
 * added up in registers and look nothing up; what belongs to a voxel lies side by side; the table grows with the voxels and
 * not with the points, so that it stays in a near cache.
 *
 * @see <a href="https://arxiv.org/abs/1910.06528">Zhou et al., dynamic voxelization</a>
 */
public final class VoxelGrid {

    private static final int AXES = 3;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long SLOT = 0xFFFF_FFFFL;
    private static final int FEWEST = 256;

    private final double[] min;
    private final double[] inverse;
    private final int[] cells;
    private final int yShift;
    private final int xShift;
    private final long block;
    private final int fields;
    private final int stride;
    private final RadixOrder order = new RadixOrder();

    private long[] table = new long[2 * FEWEST]; // 32 bits that tell keys apart, then slot + 1; 0 where there is none
    private double[] voxels; // of each its key, as bits, its count and the sums of its fields
    private long[] keys = {};
    private int[] sorted = {};
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
        this.yShift = bits(cells[2]);
        this.xShift = yShift + bits(cells[1]);
        this.block = ~((1L << xShift) | (1L << yShift) | 1L);
        this.stride = fields + 2;
        this.voxels = new double[stride * FEWEST];
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
        Arrays.fill(table, 0);
        size = 0;
        // In locals, because the JIT cannot know that the sums it writes are none of the corners it reads.
        double minX = min[0];
        double minY = min[1];
        double minZ = min[2];
        double inverseX = inverse[0];
        double inverseY = inverse[1];
        double inverseZ = inverse[2];
        int cellsX = cells[0];
        int cellsY = cells[1];
        int cellsZ = cells[2];
        double sumX = 0;
        double sumY = 0;
        double sumZ = 0;
        double sumFourth = 0;
        boolean hasFourth = fields > AXES;
        int run = 0;
        int left = 0;
        long last = -1;
        int slot = 0;
        for (int at = 0; at + fields <= points.length; at += fields) {
            // A position that is no number fails every comparison and counts as outside.
            double x = (points[at] - minX) * inverseX;
            double y = (points[at + 1] - minY) * inverseY;
            double z = (points[at + 2] - minZ) * inverseZ;
            if (!(x >= 0 && y >= 0 && z >= 0 && x < cellsX && y < cellsY && z < cellsZ)) {
                left++;
                continue;
            }
            long key = ((long) (int) x << xShift) | ((long) (int) y << yShift) | (int) z;
            if (key != last) {
                add(slot, run, sumX, sumY, sumZ, sumFourth);
                slot = slot(key);
                last = key;
                sumX = 0;
                sumY = 0;
                sumZ = 0;
                sumFourth = 0;
                run = 0;
            }
            sumX += points[at];
            sumY += points[at + 1];
            sumZ += points[at + 2];
            run++;
            if (hasFourth) {
                sumFourth += points[at + AXES];
                if (fields > AXES + 1) {
                    addRest(slot * stride + 2, points, at);
                }
            }
        }
        add(slot, run, sumX, sumY, sumZ, sumFourth);
        outside = left;
        if (keys.length < size) {
            keys = new long[voxels.length / stride];
        }
        for (int i = 0; i < size; i++) {
            keys[i] = Double.doubleToRawLongBits(voxels[i * stride]);
        }
        sorted = order.of(keys, size);
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
        long yMask = (1L << (xShift - yShift)) - 1;
        long zMask = (1L << yShift) - 1;
        for (int i = 0; i < size; i++) {
            long key = keys[sorted[i]];
            out[AXES * i] = (int) (key >>> xShift);
            out[AXES * i + 1] = (int) ((key >>> yShift) & yMask);
            out[AXES * i + 2] = (int) (key & zMask);
        }
    }

    /**
     * Writes the means.
     *
     * @param out gets {@code fields} numbers for each voxel
     */
    public void meansInto(float[] out) {
        for (int i = 0; i < size; i++) {
            int base = sorted[i] * stride;
            double share = 1 / voxels[base + 1];
            for (int field = 0; field < fields; field++) {
                out[i * fields + field] = (float) (voxels[base + 2 + field] * share);
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
            out[i] = (int) voxels[sorted[i] * stride + 1];
        }
    }

    /** The slot of a voxel, a new one if it has none. */
    private int slot(long key) {
        long tag = tag(key);
        int mask = table.length - 1;
        int at = home(key);
        while (table[at] != 0) {
            int slot = (int) table[at] - 1;
            if ((table[at] & ~SLOT) == tag && Double.doubleToRawLongBits(voxels[slot * stride]) == key) {
                return slot;
            }
            at = (at + 1) & mask;
        }
        if (size * stride == voxels.length) {
            grow();
            return slot(key);
        }
        table[at] = tag | (size + 1);
        voxels[size * stride] = Double.longBitsToDouble(key);
        for (int sum = size * stride + 1; sum < (size + 1) * stride; sum++) {
            voxels[sum] = 0;
        }
        return size++;
    }

    /** Eight voxels that meet in a corner are neighbours in the table, since a scanner goes from one to the next. */
    private int home(long key) {
        int within = (int) ((((key >>> xShift) & 1) << 2) | (((key >>> yShift) & 1) << 1) | (key & 1));
        int corner = (int) (((key & block) * GOLDEN) >>> (Long.numberOfLeadingZeros(table.length) + 1));
        return (corner & ~7) | within;
    }

    private static long tag(long key) {
        return (key ^ (key >>> 32)) << 32;
    }

    /** Twice the room; the table is at most half full. */
    private void grow() {
        voxels = Arrays.copyOf(voxels, 2 * voxels.length);
        table = new long[2 * table.length];
        for (int slot = 0; slot < size; slot++) {
            long key = Double.doubleToRawLongBits(voxels[slot * stride]);
            int at = home(key);
            while (table[at] != 0) {
                at = (at + 1) & (table.length - 1);
            }
            table[at] = tag(key) | (slot + 1);
        }
    }

    private void addRest(int base, float[] points, int at) {
        for (int field = AXES + 1; field < fields; field++) {
            voxels[base + field] += points[at + field];
        }
    }

    private void add(int slot, int run, double x, double y, double z, double fourth) {
        int base = slot * stride + 1;
        voxels[base] += run;
        voxels[base + 1] += x;
        voxels[base + 2] += y;
        voxels[base + 3] += z;
        if (fields > AXES) {
            voxels[base + 4] += fourth;
        }
    }

    private static int bits(int count) {
        return 32 - Integer.numberOfLeadingZeros(count - 1);
    }
}
