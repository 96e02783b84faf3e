package io.millrace.kernels.delta;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A gated recurrent unit that multiplies only what changed of its input and of its hidden state, as ONNX defines it:
 *
 * <pre>
 * z = sigmoid(x Wz + h Rz + bz)      r = sigmoid(x Wr + h Rr + br)
 * n = tanh(x Wn + bwn + r * (h Rn + brn))          linear before reset, as in PyTorch and Keras
 * n = tanh(x Wn + bwn + (r * h) Rn + brn)          else
 * h' = (1 - z) n + z h
 * </pre>
 *
 * <p>The products are sums that are kept between steps and changed by {@code dx W} and {@code dh R}; the hidden state itself
 * is never rounded to what was seen, so no error gathers in it. Costs {@code 3 hidden (changed inputs + changed hidden)}
 * multiply-accumulates.
 *
 * @see <a href="https://arxiv.org/abs/1612.05571">Neil et al., Delta networks for optimized recurrent network
 *     computation, 2017, eq. 5-10</a>
 */
public final class DeltaGru implements DeltaCell {

    private final int hidden;
    private final boolean linearBeforeReset;
    private final SeenInput input;
    private final SeenInput gates;
    private final SeenInput candidate;
    private final float[] z;
    private final float[] r;
    private final float[] n;
    private final float[] hn;
    private float inputThreshold;
    private float hiddenThreshold;

    /**
     * A cell that has seen zeros.
     *
     * @param inputColumns [inputs][3 hidden], gates in ONNX order: z, r, n
     * @param hiddenColumns [hidden][3 hidden], the same
     * @param inputBias [3 hidden]
     * @param hiddenBias [3 hidden]
     * @param linearBeforeReset whether the reset gate comes after the product, as in PyTorch and Keras
     */
    public DeltaGru(
            float[][] inputColumns,
            float[][] hiddenColumns,
            float[] inputBias,
            float[] hiddenBias,
            boolean linearBeforeReset) {
        this.hidden = hiddenColumns.length;
        this.linearBeforeReset = linearBeforeReset;
        this.input = new SeenInput(inputColumns, inputBias);
        // Before the reset one pass does all three gates; else the candidate sees r * h, not h.
        this.gates = linearBeforeReset
                ? new SeenInput(hiddenColumns, hiddenBias)
                : new SeenInput(cut(hiddenColumns, 0, 2 * hidden), cut(hiddenBias, 0, 2 * hidden));
        this.candidate = linearBeforeReset
                ? new SeenInput(new float[0][], new float[0])
                : new SeenInput(cut(hiddenColumns, 2 * hidden, 3 * hidden), cut(hiddenBias, 2 * hidden, 3 * hidden));
        this.z = new float[hidden];
        this.r = new float[hidden];
        this.n = new float[hidden];
        this.hn = new float[hidden];
    }

    private static float[][] cut(float[][] columns, int from, int to) {
        float[][] part = new float[columns.length][];
        for (int i = 0; i < part.length; i++) {
            part[i] = cut(columns[i], from, to);
        }
        return part;
    }

    private static float[] cut(float[] values, int from, int to) {
        return java.util.Arrays.copyOfRange(values, from, to);
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
        gates.crossover(share);
        candidate.crossover(share);
    }

    @Override
    public long step(float[] x, int offset, float[] h, float[] c) {
        long changed = 3L * input.see(x, offset, inputThreshold);
        int changedHidden = gates.see(h, 0, hiddenThreshold);
        changed += (linearBeforeReset ? 3L : 2L) * changedHidden;
        gate(z, 0);
        gate(r, hidden);
        System.arraycopy(input.sum(), 2 * hidden, n, 0, hidden);
        if (linearBeforeReset) {
            System.arraycopy(gates.sum(), 2 * hidden, hn, 0, hidden);
            for (int i = 0; i < hidden; i++) {
                n[i] += r[i] * hn[i];
            }
        } else {
            for (int i = 0; i < hidden; i++) {
                hn[i] = r[i] * h[i];
            }
            changed += candidate.see(hn, 0, hiddenThreshold);
            Columns.accumulate(n, candidate.sum(), hidden);
        }
        SmoothFunctions.tanh(n, hidden);
        for (int i = 0; i < hidden; i++) {
            h[i] = n[i] + z[i] * (h[i] - n[i]);
        }
        return changed * hidden;
    }

    private void gate(float[] gate, int from) {
        System.arraycopy(input.sum(), from, gate, 0, hidden);
        System.arraycopy(gates.sum(), from, hn, 0, hidden);
        Columns.accumulate(gate, hn, hidden);
        SmoothFunctions.sigmoid(gate, hidden);
    }

    @Override
    public long denseMacs() {
        return 3L * hidden * (input.inputs() + hidden);
    }

    @Override
    public long stateBytes() {
        return input.stateBytes() + gates.stateBytes() + candidate.stateBytes();
    }

    @Override
    public void reset() {
        input.reset();
        gates.reset();
        candidate.reset();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        input.save(out);
        gates.save(out);
        candidate.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        input.load(in);
        gates.load(in);
        candidate.load(in);
    }
}
