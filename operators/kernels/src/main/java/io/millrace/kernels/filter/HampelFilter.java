package io.millrace.kernels.filter;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A causal Hampel filter: an outlier is replaced by the median of the last samples, anything else passes unchanged.
 *
 * <p>The window holds the current sample and the {@code windowSamples - 1} before it, as they came in (not as they
 * went out). A sample x becomes the median m if {@code |x - m| > thresholdMad * 1.4826 * MAD} and {@code MAD > 1e-6},
 * where MAD is the median of {@code |x_i - m|} and 1.4826 makes it the standard deviation of Gaussian noise. Of an even
 * number of samples the upper median is taken. The first two samples pass unchanged.
 *
 * <p>NaN counts as larger than every number in the ordering and is never replaced.
 *
 * <p>Time O(window) per sample and channel, state {@code 8 * windowSamples} bytes per channel.
 *
 * @see <a href="https://doi.org/10.1109/MSP.2015.2487499">Pearson et al., Generalized Hampel filters, 2016</a>
 */
public final class HampelFilter implements KernelState {

    private static final double MAD_TO_SIGMA = 1.4826;
    private static final double MIN_MAD = 1e-6;
    private static final int MIN_SAMPLES = 3;

    private final int channels;
    private final int windowSamples;
    private final double scale;
    private final float[][] ring;
    private final float[][] sorted;
    private int position;
    private int count;

    /**
     * A filter with an empty window.
     *
     * @param channels number of channels, at least 1
     * @param windowSamples window length including the current sample, 1..4096
     * @param thresholdMad distance from the median in units of the scaled MAD from which a sample is an outlier, above 0
     */
    public HampelFilter(int channels, int windowSamples, double thresholdMad) {
        this.channels = Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        this.windowSamples = Require.inRange("windowSamples", windowSamples, 1, 4096);
        this.scale = Require.positive("thresholdMad", thresholdMad) * MAD_TO_SIGMA;
        this.ring = new float[channels][windowSamples];
        this.sorted = new float[channels][windowSamples];
    }

    /**
     * Takes one sample of every channel.
     *
     * @param in samples, one per channel
     * @param out receives the filtered samples, one per channel; may be {@code in}
     */
    public void process(float[] in, float[] out) {
        boolean full = count == windowSamples;
        int filled = full ? count : count + 1;
        for (int c = 0; c < channels; c++) {
            float x = in[c];
            float[] order = sorted[c];
            if (full) {
                replace(order, filled, ring[c][position], x);
            } else {
                insert(order, count, x);
            }
            ring[c][position] = x;
            out[c] = filled < MIN_SAMPLES ? x : judge(order, filled, x);
        }
        count = filled;
        position = position + 1 == windowSamples ? 0 : position + 1;
    }

    private float judge(float[] order, int n, float x) {
        int middle = n >> 1;
        float median = order[middle];
        double mad = medianDeviation(order, n, middle);
        boolean outlier = Math.abs((double) x - median) > scale * mad && mad > MIN_MAD;
        return outlier ? median : x;
    }

    /** The deviations grow from the median outwards, so the k-th smallest is found by walking both ways at once. */
    private static double medianDeviation(float[] order, int n, int middle) {
        double median = order[middle];
        int left = middle - 1;
        int right = middle + 1;
        double deviation = 0;
        for (int k = 0; k < middle; k++) {
            double below = left >= 0 ? median - order[left] : Double.NaN;
            double above = right < n ? order[right] - median : Double.NaN;
            // NaN compares false: an exhausted side is never taken before the other one is exhausted too.
            if (below <= above || Double.isNaN(above)) {
                deviation = below;
                left--;
            } else {
                deviation = above;
                right++;
            }
        }
        return deviation;
    }

    private static void insert(float[] order, int n, float x) {
        int i = n - 1;
        while (i >= 0 && Float.compare(order[i], x) > 0) {
            order[i + 1] = order[i];
            i--;
        }
        order[i + 1] = x;
    }

    private static void replace(float[] order, int n, float old, float x) {
        int i = 0;
        while (Float.compare(order[i], old) != 0) {
            i++;
        }
        while (i + 1 < n && Float.compare(order[i + 1], x) < 0) {
            order[i] = order[i + 1];
            i++;
        }
        while (i > 0 && Float.compare(order[i - 1], x) > 0) {
            order[i] = order[i - 1];
            i--;
        }
        order[i] = x;
    }

    @Override
    public long stateBytes() {
        return 2L * Float.BYTES * channels * windowSamples;
    }

    @Override
    public void reset() {
        position = 0;
        count = 0;
        for (int c = 0; c < channels; c++) {
            Arrays.fill(ring[c], 0f);
            Arrays.fill(sorted[c], 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(channels);
        out.writeInt(count);
        out.writeInt(position);
        for (float[] channel : ring) {
            StateIo.writeFloats(out, channel);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readInt(in, "hampel.channels", channels, channels);
        count = StateIo.readInt(in, "hampel.count", 0, windowSamples);
        boolean full = count == windowSamples;
        position = StateIo.readInt(in, "hampel.position", full ? 0 : count, full ? windowSamples - 1 : count);
        for (int c = 0; c < channels; c++) {
            StateIo.readFloats(in, "hampel.window", ring[c]);
            for (int i = 0; i < count; i++) {
                insert(sorted[c], i, ring[c][i]);
            }
        }
    }
}
