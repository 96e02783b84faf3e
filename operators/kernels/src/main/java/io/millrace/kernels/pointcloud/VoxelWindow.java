package io.millrace.kernels.pointcloud;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The voxels of the last clouds of a stream, kept up to date: a new cloud is added, the oldest is taken away again, the
 * clouds between are not touched.
 *
 * <p>Sums are whole multiples of 2^-20, so that taking away undoes adding to the last bit: the voxels are exactly those that
 * the same clouds would give from the start. A field counts between -2^22 and 2^22, what is no number as 0. Cells come out
 * in rising order of their index. All memory is allocated at once. One thread at a time.
 */
public final class VoxelWindow implements KernelState {

    private static final int AXES = 3;
    private static final long HASH = 0x9E3779B97F4A7C15L;
    private static final double ONE = 1 << 20;
    private static final double LIMIT = 1 << 22;

    private final double[] min;
    private final double[] inverse = new double[AXES];
    private final int[] cells = new int[AXES];
    private final int fields;
    private final float[][] clouds;
    private final int[] lengths;
    private final int tableBits;
    private final int[] table; // slot + 1, 0 where there is none
    private final long[] keys;
    private final int[] counts;
    private final long[][] sums;
    private final int[] free;
    private final long[] order;
    private int next;
    private int freeSlots;
    private int points;
    private int reused;
    private int leftOut;

    /**
     * Makes a window without clouds.
     *
     * @param min lowest corner, 3 numbers
     * @param max highest corner, 3 numbers above those of {@code min}
     * @param voxel edges of a voxel, 3 numbers above 0; at most 2^20 voxels an axis
     * @param fields numbers of a point, 3..64; the first three are its position
     * @param window clouds that count, 1..64
     * @param pointLimit most points of a cloud, 1..2^20; those after are left out; at most 2^22 in the window
     */
    public VoxelWindow(double[] min, double[] max, double[] voxel, int fields, int window, int pointLimit) {
        this.fields = Require.inRange("fields", fields, AXES, 64);
        Require.inRange("window", window, 1, 64);
        Require.inRange("pointLimit", pointLimit, 1, 1 << 20);
        int most = Require.inRange("points of the window", window * pointLimit, 1, 1 << 22);
        this.min = min.clone();
        for (int axis = 0; axis < AXES; axis++) {
            inverse[axis] = 1 / Require.positive("voxel", voxel[axis]);
            double count = Math.ceil(Require.positive("extent", max[axis] - min[axis]) * inverse[axis] - 1e-9);
            cells[axis] = Require.inRange("cells", (int) Math.min(Integer.MAX_VALUE, count), 1, 1 << 20);
        }
        this.clouds = new float[window][pointLimit * fields];
        this.lengths = new int[window];
        this.tableBits = tableBits(most);
        this.table = new int[1 << tableBits];
        this.keys = new long[most];
        this.counts = new int[most];
        this.sums = new long[fields][most];
        this.free = new int[most];
        this.order = new long[most];
        reset();
    }

    /**
     * Takes the next cloud; the oldest goes when the window is full.
     *
     * @param cloud {@code fields} numbers for each point
     * @return voxels that hold a point
     */
    public int take(float[] cloud) {
        apply(clouds[next], lengths[next], -1);
        reused = points;
        lengths[next] = Math.min(cloud.length - cloud.length % fields, clouds[next].length);
        leftOut = (cloud.length - lengths[next]) / fields;
        System.arraycopy(cloud, 0, clouds[next], 0, lengths[next]);
        apply(clouds[next], lengths[next], 1);
        next = (next + 1) % clouds.length;
        return voxels();
    }

    /**
     * Points of the window that lie inside the grid.
     *
     * @return count
     */
    public int points() {
        return points;
    }

    /**
     * Points inside the grid that the last cloud found there and left alone.
     *
     * @return count
     */
    public int reused() {
        return reused;
    }

    /**
     * Points of the last cloud beyond the limit.
     *
     * @return count
     */
    public int leftOut() {
        return leftOut;
    }

    /**
     * Writes the voxels, in rising order of their index.
     *
     * @param cellsOut gets x, y, z cell numbers of each voxel
     * @param means gets {@code fields} numbers of each voxel
     * @param countsOut gets the points of each voxel
     */
    public void into(int[] cellsOut, float[] means, int[] countsOut) {
        int size = 0;
        for (int slot = 0; size < voxels(); slot++) {
            if (counts[slot] > 0) {
                order[size++] = keys[slot];
            }
        }
        Arrays.sort(order, 0, size);
        for (int i = 0; i < size; i++) {
            long key = order[i];
            int slot = table[place(key)] - 1;
            cellsOut[AXES * i] = (int) (key / cells[2] / cells[1]);
            cellsOut[AXES * i + 1] = (int) (key / cells[2] % cells[1]);
            cellsOut[AXES * i + 2] = (int) (key % cells[2]);
            countsOut[i] = counts[slot];
            for (int field = 0; field < fields; field++) {
                means[i * fields + field] = (float) (sums[field][slot] / (ONE * counts[slot]));
            }
        }
    }

    private int voxels() {
        return keys.length - freeSlots;
    }

    private void apply(float[] cloud, int length, int sign) {
        for (int at = 0; at < length; at += fields) {
            double x = (cloud[at] - min[0]) * inverse[0];
            double y = (cloud[at + 1] - min[1]) * inverse[1];
            double z = (cloud[at + 2] - min[2]) * inverse[2];
            // A position that is no number fails every comparison and lies outside.
            if (x >= 0 && y >= 0 && z >= 0 && x < cells[0] && y < cells[1] && z < cells[2]) {
                add(((long) (int) x * cells[1] + (int) y) * cells[2] + (int) z, cloud, at, sign);
            }
        }
    }

    private void add(long key, float[] cloud, int at, int sign) {
        int place = place(key);
        if (table[place] == 0) {
            table[place] = free[--freeSlots] + 1;
            keys[table[place] - 1] = key;
        }
        int slot = table[place] - 1;
        counts[slot] += sign;
        points += sign;
        for (int field = 0; field < fields; field++) {
            double value = Math.max(-LIMIT, Math.min(LIMIT, cloud[at + field]));
            sums[field][slot] += sign * Math.round(value * ONE); // NaN rounds to 0
        }
        if (counts[slot] == 0) { // its sums are 0 again by themselves
            free[freeSlots++] = slot;
            remove(place);
        }
    }

    /** Where a key is, or where it would be. */
    private int place(long key) {
        int at = home(key);
        while (table[at] != 0 && keys[table[at] - 1] != key) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }

    private int home(long key) {
        return (int) ((key * HASH) >>> (64 - tableBits));
    }

    /** Closes the gap, so that the search from home to each remaining key meets no empty place (Knuth 6.4, algorithm R). */
    private void remove(int place) {
        int mask = table.length - 1;
        int gap = place;
        for (int at = (gap + 1) & mask; table[at] != 0; at = (at + 1) & mask) {
            if (((at - home(keys[table[at] - 1])) & mask) >= ((at - gap) & mask)) {
                table[gap] = table[at];
                gap = at;
            }
        }
        table[gap] = 0;
    }

    @Override
    public long stateBytes() {
        return stateBytes(fields, clouds.length, clouds[0].length / fields);
    }

    /**
     * The memory of a window that need not be there yet.
     *
     * @param fields numbers of a point
     * @param window clouds that count
     * @param pointLimit most points of a cloud
     * @return bytes
     */
    public static long stateBytes(int fields, int window, int pointLimit) {
        long most = (long) window * pointLimit;
        long perPoint = (long) fields * (Float.BYTES + Long.BYTES) + 2 * Long.BYTES + 2 * Integer.BYTES;
        return most * perPoint + ((long) Integer.BYTES << tableBits((int) most));
    }

    /** The table is at most half full. */
    private static int tableBits(int most) {
        return 33 - Integer.numberOfLeadingZeros(Math.max(8, most) - 1);
    }

    @Override
    public void reset() {
        Arrays.fill(lengths, 0);
        Arrays.fill(table, 0);
        Arrays.fill(counts, 0);
        for (long[] sum : sums) {
            Arrays.fill(sum, 0);
        }
        for (int slot = 0; slot < free.length; slot++) {
            free[slot] = free.length - 1 - slot;
        }
        freeSlots = free.length;
        next = 0;
        points = 0;
        reused = 0;
        leftOut = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(next);
        for (int i = 0; i < clouds.length; i++) {
            out.writeInt(lengths[i] / fields);
            StateIo.writeFloats(out, Arrays.copyOf(clouds[i], lengths[i]));
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        reset();
        next = StateIo.readInt(in, "next", 0, clouds.length - 1);
        for (int i = 0; i < clouds.length; i++) {
            lengths[i] = fields * StateIo.readInt(in, "points", 0, clouds[i].length / fields);
            float[] cloud = new float[lengths[i]];
            StateIo.readFloats(in, "cloud", cloud);
            System.arraycopy(cloud, 0, clouds[i], 0, cloud.length);
            apply(cloud, cloud.length, 1);
        }
    }
}
