package io.millrace.kernels.delta;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a recurrent layer has seen of one of its inputs, the columns that input acts through, and their sum. An element is
 * seen again when it differs from what was seen by more than a threshold.
 */
final class SeenInput implements KernelState {

    private final float[][] columns;
    private final float[] bias;
    private final float[] seen;
    private final float[] sum;
    /** What the last additions to the sum rounded away: a recurrence would let it grow over thousands of steps. */
    private final float[] residue;

    private final float[] change;
    private final int[] index;
    private final float[] scale;
    private int most;

    /** Columns {@code [inputs][outputs]} and the bias that the sum begins with, both kept. */
    SeenInput(float[][] columns, float[] bias) {
        this.columns = columns;
        this.bias = bias;
        this.seen = new float[columns.length];
        this.sum = bias.clone();
        this.residue = new float[bias.length];
        this.change = new float[bias.length];
        this.index = new int[columns.length + 1];
        this.scale = new float[columns.length + 1];
        this.most = columns.length;
    }

    /** Sets the share of elements from which on, when so many changed, the sum is made anew of all of them. */
    void crossover(float share) {
        most = (int) Math.ceil((double) share * seen.length);
    }

    /** Adds what changed by more than the threshold; returns how many columns were added. */
    int see(float[] x, int offset, float threshold) {
        int n = 0;
        int limit = Changes.limit(threshold);
        for (int i = 0; i < seen.length; i++) {
            float d = x[offset + i] - seen[i];
            index[n] = i;
            scale[n] = d;
            n += Changes.above(d, limit);
        }
        if (n > 0 && n >= most) {
            return seeAll(x, offset);
        }
        for (int k = 0; k < n; k++) {
            seen[index[k]] = x[offset + index[k]];
        }
        if (n > 0) {
            Arrays.fill(change, 0f);
            Columns.add(columns, index, scale, n, change, change.length);
            Columns.compensate(sum, residue, change, sum.length);
        }
        return n;
    }

    /** Everything, changed or not: costs no more than most of it, and clears what rounding left. */
    private int seeAll(float[] x, int offset) {
        System.arraycopy(x, offset, seen, 0, seen.length);
        System.arraycopy(bias, 0, sum, 0, sum.length);
        Arrays.fill(residue, 0f);
        Columns.addAll(columns, seen, seen.length, sum, sum.length);
        return seen.length;
    }

    /** {@code bias + columns * seen}. */
    float[] sum() {
        return sum;
    }

    int inputs() {
        return seen.length;
    }

    int outputs() {
        return sum.length;
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * (seen.length + 2L * sum.length);
    }

    @Override
    public void reset() {
        Arrays.fill(seen, 0f);
        Arrays.fill(residue, 0f);
        System.arraycopy(bias, 0, sum, 0, sum.length);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        StateIo.writeFloats(out, seen);
        StateIo.writeFloats(out, sum);
        StateIo.writeFloats(out, residue);
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readFloats(in, "recurrent.seen", seen);
        StateIo.readFloats(in, "recurrent.sum", sum);
        StateIo.readFloats(in, "recurrent.residue", residue);
    }
}
