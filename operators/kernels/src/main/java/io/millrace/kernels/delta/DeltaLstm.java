package io.millrace.kernels.delta;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A long short-term memory that multiplies only what changed of its input and of its hidden state, as ONNX defines it,
 * without peepholes:
 *
 * <pre>
 * i, o, f = sigmoid(x W + h R + b)      g = tanh(x Wc + h Rc + bc)
 * c' = f c + i g                        h' = o tanh(c')
 * </pre>
 *
 * <p>Costs {@code 4 hidden (changed inputs + changed hidden)} multiply-accumulates. The cell state is never rounded to what
 * was seen.
 */
public final class DeltaLstm implements DeltaCell {

    private final int hidden;
    private final SeenInput input;
    private final SeenInput recurrent;
    private final float[][] gates;
    private final float[] part;
    private float inputThreshold;
    private float hiddenThreshold;

    /**
     * A cell that has seen zeros.
     *
     * @param inputColumns [inputs][4 hidden], gates in ONNX order: i, o, f, c
     * @param hiddenColumns [hidden][4 hidden], the same
     * @param inputBias [4 hidden]
     * @param hiddenBias [4 hidden]
     */
    public DeltaLstm(float[][] inputColumns, float[][] hiddenColumns, float[] inputBias, float[] hiddenBias) {
        this.hidden = hiddenColumns.length;
        this.input = new SeenInput(inputColumns, inputBias);
        this.recurrent = new SeenInput(hiddenColumns, hiddenBias);
        this.gates = new float[4][hidden];
        this.part = new float[hidden];
    }

    @Override
    public int hidden() {
        return hidden;
    }

    @Override
    public void thresholds(float forInput, float forHidden) {
        inputThreshold = forInput;
        hiddenThreshold = forHidden;
    }

    @Override
    public void crossover(float share) {
        input.crossover(share);
        recurrent.crossover(share);
    }

    @Override
    public long step(float[] x, int offset, float[] h, float[] c) {
        long changed = input.see(x, offset, inputThreshold) + (long) recurrent.see(h, 0, hiddenThreshold);
        for (int g = 0; g < gates.length; g++) {
            System.arraycopy(input.sum(), g * hidden, gates[g], 0, hidden);
            System.arraycopy(recurrent.sum(), g * hidden, part, 0, hidden);
            Columns.accumulate(gates[g], part, hidden);
        }
        SmoothFunctions.sigmoid(gates[0], hidden);
        SmoothFunctions.sigmoid(gates[1], hidden);
        SmoothFunctions.sigmoid(gates[2], hidden);
        SmoothFunctions.tanh(gates[3], hidden);
        cell(c, gates[0], gates[2], gates[3]);
        System.arraycopy(c, 0, part, 0, hidden);
        SmoothFunctions.tanh(part, hidden);
        output(h, gates[1], part);
        return 4L * hidden * changed;
    }

    private void cell(float[] c, float[] i, float[] f, float[] g) {
        for (int k = 0; k < hidden; k++) {
            c[k] = f[k] * c[k] + i[k] * g[k];
        }
    }

    private void output(float[] h, float[] o, float[] squashed) {
        for (int k = 0; k < hidden; k++) {
            h[k] = o[k] * squashed[k];
        }
    }

    @Override
    public long denseMacs() {
        return 4L * hidden * (input.inputs() + hidden);
    }

    @Override
    public long stateBytes() {
        return input.stateBytes() + recurrent.stateBytes();
    }

    @Override
    public void reset() {
        input.reset();
        recurrent.reset();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        input.save(out);
        recurrent.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        input.load(in);
        recurrent.load(in);
    }
}
