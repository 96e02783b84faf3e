package io.millrace.operators.decoding;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Rows with their times, first in, first out; when it is full the oldest makes room. */
final class TimedRing implements KernelState {

    private final float[][] rows;
    private final long[] times;
    private int first;
    private int size;

    TimedRing(int capacity, int elements) {
        this.rows = new float[capacity][elements];
        this.times = new long[capacity];
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    long timeNanos(int index) {
        return times[(first + index) % times.length];
    }

    float[] oldest() {
        return rows[first];
    }

    void removeOldest() {
        first = first + 1 == times.length ? 0 : first + 1;
        size--;
    }

    /** Adds elements {@code from ..} of a row; false if the oldest had to make room. */
    boolean add(long timeNanos, float[] row, int from) {
        boolean room = size < times.length;
        if (!room) {
            removeOldest();
        }
        int at = (first + size) % times.length;
        System.arraycopy(row, from, rows[at], 0, rows[at].length);
        times[at] = timeNanos;
        size++;
        return room;
    }

    @Override
    public long stateBytes() {
        return ((long) Float.BYTES * rows[0].length + Long.BYTES) * rows.length;
    }

    @Override
    public void reset() {
        first = 0;
        size = 0;
        Arrays.fill(times, 0);
        for (float[] row : rows) {
            Arrays.fill(row, 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeLong(timeNanos(i));
            for (float value : rows[(first + i) % rows.length]) {
                out.writeFloat(value);
            }
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        reset();
        size = StateIo.readInt(in, "ring.size", 0, rows.length);
        for (int i = 0; i < size; i++) {
            times[i] = in.readLong();
            for (int k = 0; k < rows[i].length; k++) {
                rows[i][k] = in.readFloat();
            }
        }
    }
}
