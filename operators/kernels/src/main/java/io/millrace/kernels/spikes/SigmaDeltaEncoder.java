package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Sigma-delta coding: spikes carry the change of a value in steps of a threshold, and their sum follows the value.
 *
 * <p>An element with value x and sum s of its spikes sends {@code n = trunc((x - s) / threshold)}, at most
 * {@code maxSpikes} either way, and {@code s += n * threshold}. While the value moves by no more than
 * {@code maxSpikes * threshold} a step, {@code |x - s| < threshold} always. A value that is not finite sends nothing.
 */
public final class SigmaDeltaEncoder implements KernelState {

    private final float threshold;
    private final int maxSpikes;
    private final float[] sent;

    /**
     * An encoder that has sent nothing: its sums are 0.
     *
     * @param elements number of elements, at least 1
     * @param threshold change that one spike stands for, above 0
     * @param maxSpikes most spikes of an element in one step, 1..1000
     */
    public SigmaDeltaEncoder(int elements, double threshold, int maxSpikes) {
        this.sent = new float[Require.inRange("elements", elements, 1, Integer.MAX_VALUE)];
        this.threshold = (float) Require.positive("threshold", threshold);
        this.maxSpikes = Require.inRange("maxSpikes", maxSpikes, 1, 1000);
    }

    /**
     * Encodes one step.
     *
     * @param in values
     * @param out receives the number of spikes of each element, negative for a fall; may be {@code in}
     */
    public void process(float[] in, float[] out) {
        for (int c = 0; c < sent.length; c++) {
            float change = (in[c] - sent[c]) / threshold;
            // The cast rounds towards 0 and turns NaN into 0.
            int spikes = Math.max(-maxSpikes, Math.min(maxSpikes, (int) change));
            spikes = Float.isInfinite(in[c]) ? 0 : spikes;
            sent[c] += spikes * threshold;
            out[c] = spikes;
        }
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * sent.length;
    }

    @Override
    public void reset() {
        Arrays.fill(sent, 0f);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        StateIo.writeFloats(out, sent);
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readFloats(in, "sigma-delta.sent", sent);
    }
}
