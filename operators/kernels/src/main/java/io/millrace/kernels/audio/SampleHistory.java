package io.millrace.kernels.audio;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last samples of several channels in one piece, oldest first: each is stored twice, a length apart. */
final class SampleHistory implements KernelState {

    private final int length;
    private final float[][] twice;
    private int position;

    SampleHistory(int channels, int length) {
        this.length = length;
        this.twice = new float[channels][2 * length];
    }

    int channels() {
        return twice.length;
    }

    void push(float[][] samples, int index) {
        for (int c = 0; c < twice.length; c++) {
            float sample = samples[c][index];
            twice[c][position] = sample;
            twice[c][position + length] = sample;
        }
        position = position + 1 == length ? 0 : position + 1;
    }

    /** The inner product of the last samples and as many factors. */
    float dot(int channel, float[] factors) {
        float[] samples = twice[channel];
        int from = position;
        float even = 0;
        float odd = 0;
        int pairs = factors.length & ~1;
        for (int i = 0; i < pairs; i += 2) {
            even += samples[from + i] * factors[i];
            odd += samples[from + i + 1] * factors[i + 1];
        }
        if (pairs < factors.length) {
            even += samples[from + pairs] * factors[pairs];
        }
        return even + odd;
    }

    @Override
    public long stateBytes() {
        return 2L * Float.BYTES * length * twice.length;
    }

    @Override
    public void reset() {
        position = 0;
        for (float[] channel : twice) {
            Arrays.fill(channel, 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(position);
        for (float[] channel : twice) {
            StateIo.writeFloats(out, channel);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        position = StateIo.readInt(in, "history.position", 0, length - 1);
        for (float[] channel : twice) {
            StateIo.readFloats(in, "history.samples", channel);
        }
    }
}
