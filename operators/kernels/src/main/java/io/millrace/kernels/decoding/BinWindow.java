package io.millrace.kernels.decoding;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The last bins, and sums over runs of them. It begins with one empty bin; while it fills, runs are counted from the
 * oldest bin there is, so the last ones are still empty: as in NeuroBench's decoders.
 */
final class BinWindow implements KernelState {

    static final int MAX_BINS = 65_536;

    private final float[][] ring;
    private int first;
    private int size;

    BinWindow(int bins, int channels) {
        this.ring = new float[bins][channels];
        this.size = 1;
    }

    int bins() {
        return ring.length;
    }

    int channels() {
        return ring[0].length;
    }

    void push(float[] counts) {
        if (size == ring.length) {
            first = next(first);
        } else {
            size++;
        }
        System.arraycopy(counts, 0, ring[(first + size - 1) % ring.length], 0, counts.length);
    }

    boolean isFull() {
        return size == ring.length;
    }

    /** Adds up the bins {@code from .. from + length - 1}, of those there are, counted from the oldest. */
    void sum(int from, int length, float[] out) {
        Arrays.fill(out, 0f);
        int end = Math.min(from + length, size);
        for (int i = from; i < end; i++) {
            float[] row = ring[(first + i) % ring.length];
            for (int c = 0; c < out.length; c++) {
                out[c] += row[c];
            }
        }
    }

    /** Copies the bin of an age, 0 for the newest; an empty one if there is none so old. */
    void copyNewest(int age, float[] out, int at) {
        int from = size - 1 - age;
        float[] row = ring[Math.floorMod(first + Math.max(0, from), ring.length)];
        System.arraycopy(row, 0, out, at, row.length);
        if (from < 0) {
            Arrays.fill(out, at, at + row.length, 0f);
        }
    }

    private int next(int at) {
        return at + 1 == ring.length ? 0 : at + 1;
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * ring.length * ring[0].length;
    }

    @Override
    public void reset() {
        first = 0;
        size = 1;
        for (float[] row : ring) {
            Arrays.fill(row, 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(first);
        out.writeInt(size);
        out.writeInt(ring.length);
        for (float[] row : ring) {
            StateIo.writeFloats(out, row);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        first = StateIo.readInt(in, "bins.first", 0, ring.length - 1);
        size = StateIo.readInt(in, "bins.size", 1, ring.length);
        StateIo.readInt(in, "bins.length", ring.length, ring.length);
        for (float[] row : ring) {
            StateIo.readFloats(in, "bins.counts", row);
        }
    }
}
