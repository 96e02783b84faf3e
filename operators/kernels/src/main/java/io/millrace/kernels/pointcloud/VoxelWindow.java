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
 * in rising order of their index. The table of voxels grows with them up to what {@link #stateBytes} says and stays; a table
 * made for the most there could be would be touched in a place that no cache holds. One thread at a time.
 */
public final class VoxelWindow implements KernelState {

    private static final int AXES = 3;
    private static final int AXIS_BITS = 20;
    private static final int AXIS = (1 << AXIS_BITS) - 1;
    private static final long HASH = 0x9E3779B97F4A7C15L;
    private static final double ONE = 1 << 20;
    private static final double LIMIT = 1 << 22;
    private static final int FEWEST = 1 << 10;

    private final double[] min;
    private final double[] inverse = new double[AXES];
    private final int[] cells = new int[AXES];
    private final int fields;
    private final float[][] clouds;
    private final int[] lengths;
    private final int stride;
    private final long[] run; // sums of the points in a row that lie in one voxel
    private final RadixOrder order = new RadixOrder();
    private int[] table; // slot + 1, 0 where there is none; at most half full
    private long[] voxels; // of each slot its key, its count and the sums of its fields
    private int[] free;
    private long[] keys = {};
    private int[] slots = {};
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
        Require.inRange("points of the window", window * pointLimit, 1, 1 << 22);
        this.min = min.clone();
        for (int axis = 0; axis < AXES; axis++) {
            inverse[axis] = 1 / Require.positive("voxel", voxel[axis]);
            double count = Math.ceil(Require.positive("extent", max[axis] - min[axis]) * inverse[axis] - 1e-9);
            cells[axis] = Require.inRange("cells", (int) Math.min(Integer.MAX_VALUE, count), 1, 1 << 20);
        }
        this.clouds = new float[window][pointLimit * fields];
        this.lengths = new int[window];
        this.stride = fields + 2;
        this.run = new long[stride];
        this.table = new int[2 * FEWEST];
        this.voxels = new long[stride * FEWEST];
        this.free = new int[FEWEST];
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
        if (keys.length < voxels()) {
            keys = new long[free.length];
            slots = new int[free.length];
        }
        for (int slot = 0; size < voxels(); slot++) {
            if (voxels[slot * stride + 1] > 0) {
                slots[size] = slot;
                keys[size++] = voxels[slot * stride];
            }
        }
        int[] sorted = order.of(keys, size);
        for (int i = 0; i < size; i++) {
            int base = slots[sorted[i]] * stride;
            long key = voxels[base];
            cellsOut[AXES * i] = (int) (key >>> (2 * AXIS_BITS));
            cellsOut[AXES * i + 1] = (int) (key >>> AXIS_BITS) & AXIS;
            cellsOut[AXES * i + 2] = (int) key & AXIS;
            countsOut[i] = (int) voxels[base + 1];
            double share = ONE * voxels[base + 1];
            for (int field = 0; field < fields; field++) {
                means[i * fields + field] = (float) (voxels[base + 2 + field] / share);
            }
        }
    }

    private int voxels() {
        return free.length - freeSlots;
    }

    private void apply(float[] cloud, int length, int sign) {
        long last = -1;
        for (int at = 0; at < length; at += fields) {
            double x = (cloud[at] - min[0]) * inverse[0];
            double y = (cloud[at + 1] - min[1]) * inverse[1];
            double z = (cloud[at + 2] - min[2]) * inverse[2];
            // A position that is no number fails every comparison and lies outside.
            if (x >= 0 && y >= 0 && z >= 0 && x < cells[0] && y < cells[1] && z < cells[2]) {
                long key = ((long) (int) x << (2 * AXIS_BITS)) | ((long) (int) y << AXIS_BITS) | (int) z;
                if (key != last) {
                    end(last, sign);
                    last = key;
                }
                run[1]++;
                for (int field = 0; field < fields; field++) {
                    run[2 + field] += whole(cloud[at + field]);
                }
            }
        }
        end(last, sign);
    }

    private static long whole(float value) {
        double limited = value > LIMIT ? LIMIT : value < -LIMIT ? -LIMIT : value;
        return (long) Math.rint(limited * ONE); // what is no number becomes 0
    }

    /** Adds a run of points to its voxel, or takes it away. */
    private void end(long key, int sign) {
        if (key < 0) {
            return;
        }
        int place = place(key);
        if (table[place] == 0) {
            if (freeSlots == 0) {
                grow();
                place = place(key);
            }
            table[place] = free[--freeSlots] + 1;
            voxels[(table[place] - 1) * stride] = key;
        }
        int base = (table[place] - 1) * stride;
        points += sign * (int) run[1];
        for (int i = 1; i < stride; i++) {
            voxels[base + i] += sign * run[i];
            run[i] = 0;
        }
        if (voxels[base + 1] == 0) { // its sums are 0 again by themselves
            free[freeSlots++] = table[place] - 1;
            remove(place);
        }
    }

    /** Twice the room. */
    private void grow() {
        int before = free.length;
        voxels = Arrays.copyOf(voxels, 2 * voxels.length);
        free = new int[2 * before];
        table = new int[2 * table.length];
        for (int slot = 2 * before; slot-- > before; ) {
            free[freeSlots++] = slot;
        }
        for (int slot = 0; slot < before; slot++) {
            table[place(voxels[slot * stride])] = slot + 1;
        }
    }

    /** Where a key is, or where it would be. */
    private int place(long key) {
        int at = home(key);
        while (table[at] != 0 && voxels[(table[at] - 1) * stride] != key) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }

    private int home(long key) {
        return (int) ((key * HASH) >>> (Long.numberOfLeadingZeros(table.length) + 1));
    }

    /** Closes the gap, so that the search from home to each remaining key meets no empty place (Knuth 6.4, algorithm R). */
    private void remove(int place) {
        int mask = table.length - 1;
        int gap = place;
        for (int at = (gap + 1) & mask; table[at] != 0; at = (at + 1) & mask) {
            if (((at - home(voxels[(table[at] - 1) * stride])) & mask) >= ((at - gap) & mask)) {
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
        long points = (long) window * pointLimit;
        long most = Math.max(FEWEST, Long.highestOneBit(2 * points - 1)); // voxels there is room for
        return points * fields * Float.BYTES + most * ((fields + 3L) * Long.BYTES + 6 * Integer.BYTES);
    }

    @Override
    public void reset() {
        Arrays.fill(lengths, 0);
        Arrays.fill(table, 0);
        Arrays.fill(voxels, 0);
        Arrays.fill(run, 0);
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
