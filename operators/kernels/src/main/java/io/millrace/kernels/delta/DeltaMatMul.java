package io.millrace.kernels.delta;

import java.util.Arrays;

/**
 * A product with constant weights, row by row: {@code y = b + x W}, changed as {@code y += dx W}. Each element of x that
 * changed costs one column of {@code outputs} multiply-accumulates; a vector is one row.
 */
public final class DeltaMatMul implements DeltaLayer {

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final int inputs;
    private final int outputs;
    private final int rows;
    private final int rowStep;
    private final int inputStep;
    private final int outRowStep;
    private final int outStep;
    private final float[][] columns;
    private final float[] bias;
    private final float[] sum;
    private final float[] full;
    private final int[] index;
    private final float[] scale;
    private long columnsRead;

    /**
     * A layer that holds what its input holds: nothing, and the bias after the first {@link #recompute}.
     *
     * @param in rows times inputs elements
     * @param out rows times outputs elements in one plane
     * @param columns one array of outputs for each input, kept
     * @param bias one for each output, kept
     */
    public DeltaMatMul(DeltaSignal in, DeltaSignal out, float[][] columns, float[] bias) {
        this(in, out, columns, bias, false);
    }

    /**
     * A layer whose weights stand on either side.
     *
     * @param in rows times inputs elements; inputs times rows if transposed
     * @param out rows times outputs elements in one plane; outputs times rows if transposed
     * @param columns one array of outputs for each input, kept
     * @param bias one for each output, kept
     * @param transposed whether {@code Y = W X} is computed, with the columns of W, instead of {@code Y = X W}
     */
    public DeltaMatMul(DeltaSignal in, DeltaSignal out, float[][] columns, float[] bias, boolean transposed) {
        this.in = in;
        this.out = out;
        this.inputs = columns.length;
        this.outputs = bias.length;
        this.rows = in.size() / inputs;
        if (in.size() != rows * inputs || out.size() != rows * outputs || out.channels() != 1) {
            throw new IllegalArgumentException("signals do not fit the weights: in=" + in.size() + ", out=" + out.size()
                    + ", weights=" + inputs + "x" + outputs + " (expected the same number of rows)");
        }
        this.rowStep = transposed ? 1 : inputs;
        this.inputStep = transposed ? rows : 1;
        this.outRowStep = transposed ? 1 : outputs;
        this.outStep = transposed ? rows : 1;
        this.columns = columns;
        this.bias = bias;
        this.sum = new float[outputs];
        this.full = new float[inputs];
        this.index = new int[inputs];
        this.scale = new float[inputs];
    }

    @Override
    public long step() {
        out.clear();
        columnsRead = 0;
        if (in.count() > 0) {
            if (rows == 1) {
                stepVector();
            } else {
                stepRows();
            }
        }
        return columnsRead * outputs;
    }

    private void stepVector() {
        int n = gatherVector();
        columnsRead = n;
        float[] delta = out.delta()[0];
        if (!out.isDeltaRead()) {
            Arrays.fill(delta, 0f);
        }
        Columns.add(columns, index, scale, n, delta, outputs);
        Columns.accumulate(out.now()[0], delta, outputs);
        out.activateAll();
    }

    private int gatherVector() {
        int n = 0;
        int[] active = in.active();
        int count = in.count();
        for (int c = 0; c < in.channels(); c++) {
            float[] delta = in.delta()[c];
            int base = c * in.positions();
            for (int i = 0; i < count; i++) {
                float d = delta[active[i]];
                index[n] = base + active[i];
                scale[n] = d;
                n += Changes.above(d, 0);
            }
        }
        return n;
    }

    private void stepRows() {
        for (int row = 0; row < rows; row++) {
            int n = 0;
            int from = row * rowStep;
            for (int i = 0; i < inputs; i++) {
                float d = change(from + i * inputStep);
                index[n] = i;
                scale[n] = d;
                n += Changes.above(d, 0);
            }
            if (n > 0) {
                columnsRead += n;
                addRow(row, n);
            }
        }
        out.collect();
    }

    private float change(int flat) {
        return in.channels() == 1 ? in.delta()[0][flat] : in.delta()[flat / in.positions()][flat % in.positions()];
    }

    private void addRow(int row, int n) {
        Arrays.fill(sum, 0f);
        Columns.add(columns, index, scale, n, sum, outputs);
        float[] now = out.now()[0];
        float[] delta = out.delta()[0];
        for (int j = 0; j < outputs; j++) {
            int place = row * outRowStep + j * outStep;
            now[place] += sum[j];
            delta[place] = sum[j];
            out.mark(place);
        }
    }

    @Override
    public long recompute() {
        out.clear();
        columnsRead = (long) rows * inputs;
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < inputs; i++) {
                full[i] = in.at(row * rowStep + i * inputStep);
            }
            System.arraycopy(bias, 0, sum, 0, outputs);
            Columns.addAll(columns, full, inputs, sum, outputs);
            for (int j = 0; j < outputs; j++) {
                out.put(0, row * outRowStep + j * outStep, sum[j]);
            }
        }
        out.activateAll();
        return denseMacs();
    }

    @Override
    public long denseMacs() {
        return (long) rows * inputs * outputs;
    }

    @Override
    public long weightBytes() {
        return Math.min(columnsRead, inputs) * outputs * Float.BYTES;
    }
}
