package io.millrace.kernels.delta;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A tensor as layers after it see it, and what changed in it since the frame before.
 *
 * <p>It is laid out as planes of positions: a feature map has one plane a channel and one position a pixel, a vector has
 * one plane and one position an element. All channels of a position change together. The row-major index of an element is
 * {@code channel * positions + position}. Each plane has one more slot at its end that stays zero, where reads outside of
 * a picture go.
 *
 * <p>Whoever makes the signal clears it, writes changes and marks positions; whoever reads it finds the difference of
 * every position that is not active to be zero.
 */
public final class DeltaSignal implements KernelState {

    private final int channels;
    private final int positions;
    private final float[][] now;
    private final float[][] delta;
    private final int[] active;
    private final boolean[] marked;
    private boolean deltaRead = true;
    /** Whether the list holds every position, whatever part of it is valid. */
    private boolean listsAll;

    private int count;

    /**
     * A signal of zeros that has not changed.
     *
     * @param channels planes, at least 1
     * @param positions elements of each plane, at least 1
     */
    public DeltaSignal(int channels, int positions) {
        this.channels = Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        this.positions = Require.inRange("positions", positions, 1, Integer.MAX_VALUE - 1);
        Math.multiplyExact(channels, positions);
        this.now = new float[channels][positions + 1];
        this.delta = new float[channels][positions + 1];
        this.active = new int[positions + 1];
        this.marked = new boolean[positions];
    }

    /**
     * Number of planes.
     *
     * @return 1 or more
     */
    public int channels() {
        return channels;
    }

    /**
     * Elements of each plane.
     *
     * @return 1 or more
     */
    public int positions() {
        return positions;
    }

    /**
     * Number of elements.
     *
     * @return channels times positions
     */
    public int size() {
        return channels * positions;
    }

    /**
     * Positions that changed.
     *
     * @return 0..positions
     */
    public int count() {
        return count;
    }

    /**
     * The share of positions that did not change.
     *
     * @return 0..1
     */
    public double sparsity() {
        return 1 - (double) count / positions;
    }

    /**
     * One element.
     *
     * @param index row-major index
     * @return what the layers after it see
     */
    public float at(int index) {
        return now[index / positions][index % positions];
    }

    /** Spares the layer that makes the signal the differences, because every layer after it goes by what it is now. */
    public void skipDelta() {
        deltaRead = false;
    }

    boolean isDeltaRead() {
        return deltaRead;
    }

    float[][] now() {
        return now;
    }

    float[][] delta() {
        return delta;
    }

    /** The active positions, rising, of which the first {@link #count} are valid. */
    int[] active() {
        return active;
    }

    /** Forgets the change: the signal is what it is. */
    void clear() {
        if (!deltaRead) {
            count = 0;
            return;
        }
        if (count == positions) {
            for (float[] plane : delta) {
                Arrays.fill(plane, 0f);
            }
        } else {
            for (float[] plane : delta) {
                for (int i = 0; i < count; i++) {
                    plane[active[i]] = 0f;
                }
            }
        }
        count = 0;
    }

    /** Marks a position as active; {@link #collect} lists what was marked. */
    void mark(int position) {
        marked[position] = true;
    }

    /** Marks the positions {@code from} to {@code end}. */
    void markRange(int from, int end) {
        Arrays.fill(marked, from, end, true);
    }

    boolean isMarked(int position) {
        return marked[position];
    }

    /** Lists the marked positions in rising order and forgets the marks. */
    void collect() {
        listsAll = false;
        int n = 0;
        for (int p = 0; p < positions; p++) {
            active[n] = p;
            n += marked[p] ? 1 : 0;
        }
        count = n;
        Arrays.fill(marked, false);
    }

    /** Lists a position, later than those listed before. */
    void append(int position) {
        listsAll = false;
        active[count++] = position;
    }

    /** Takes positions that a compaction wrote straight into {@link #active}. */
    void count(int newCount) {
        listsAll = false;
        count = newCount;
    }

    /** Makes every position active. */
    void activateAll() {
        if (!listsAll) {
            for (int p = 0; p < positions; p++) {
                active[p] = p;
            }
            listsAll = true;
        }
        count = positions;
    }

    /** Changes one element to a value: the difference is what it becomes less what it was. */
    void put(int channel, int position, float value) {
        delta[channel][position] = value - now[channel][position];
        now[channel][position] = value;
    }

    /**
     * Becomes other values: what differs changed.
     *
     * @param values row-major, {@link #size} long
     */
    public void become(float[] values) {
        clear();
        for (int c = 0; c < channels; c++) {
            float[] plane = now[c];
            float[] change = delta[c];
            int base = c * positions;
            for (int p = 0; p < positions; p++) {
                change[p] = values[base + p] - plane[p];
            }
            System.arraycopy(values, base, plane, 0, positions);
        }
        activateAll();
    }

    /** Takes other values as its own; positions where none differs stay inactive. Cleared before. */
    void replace(float[][] values) {
        for (int p = 0; p < positions; p++) {
            boolean changed = false;
            for (int c = 0; c < channels; c++) {
                float value = values[c][p];
                if (Float.floatToRawIntBits(value) != Float.floatToRawIntBits(now[c][p])) {
                    put(c, p, value);
                    changed = true;
                }
            }
            if (changed) {
                append(p);
            }
        }
    }

    /**
     * Copies the elements out.
     *
     * @param values receives them row-major, {@link #size} long
     */
    public void read(float[] values) {
        for (int c = 0; c < channels; c++) {
            System.arraycopy(now[c], 0, values, c * positions, positions);
        }
    }

    /**
     * Takes values over as if they had always been there: nothing changed.
     *
     * @param values row-major, {@link #size} long
     */
    public void set(float[] values) {
        clear();
        for (int c = 0; c < channels; c++) {
            System.arraycopy(values, c * positions, now[c], 0, positions);
        }
    }

    @Override
    public long stateBytes() {
        return (2L * channels * (positions + 1L) + positions) * Float.BYTES + positions;
    }

    @Override
    public void reset() {
        clear();
        for (float[] plane : now) {
            Arrays.fill(plane, 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (float[] plane : now) {
            StateIo.writeFloats(out, plane);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        clear();
        for (float[] plane : now) {
            StateIo.readFloats(in, "signal.plane", plane);
        }
    }
}
