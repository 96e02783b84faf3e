package io.millrace.kernels.decoding;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Rows of numbers that outlive a bin, with the values they begin with. */
final class VectorState implements KernelState {

    final double[][] rows;
    private final double[][] initial;

    VectorState(double[]... initial) {
        this.initial = Matrices.copy(initial);
        this.rows = Matrices.copy(initial);
    }

    @Override
    public long stateBytes() {
        return Arrays.stream(rows)
                .mapToLong(row -> (long) Double.BYTES * row.length)
                .sum();
    }

    @Override
    public void reset() {
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(initial[i], 0, rows[i], 0, rows[i].length);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (double[] row : rows) {
            StateIo.writeDoubles(out, row);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        for (double[] row : rows) {
            StateIo.readDoubles(in, "decoder.row", row);
        }
    }
}
