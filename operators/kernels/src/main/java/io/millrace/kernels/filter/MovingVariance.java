package io.millrace.kernels.filter;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The population variance of the last samples.
 *
 * <p>The mean is taken first and the squared deviations from it second, over the stored window, from the oldest sample
 * to the newest. So the result depends on the content of the window alone: no error is carried from one sample to the
 * next, a long run does not drift, and a sample that is not finite is forgotten once it has left the window. A running
 * sum would be cheaper and have none of these.
 *
 * <p>Time O(1) per sample and O(window) per reading, state {@code 8 * windowSamples} bytes.
 */
public final class MovingVariance implements KernelState {

    private final double[] ring;
    private int position;
    private int count;

    /**
     * An empty window.
     *
     * @param windowSamples window length, at least 1
     */
    public MovingVariance(int windowSamples) {
        this.ring = new double[Require.inRange("windowSamples", windowSamples, 1, Integer.MAX_VALUE)];
    }

    /**
     * Takes a sample; the oldest leaves the window if it is full.
     *
     * @param sample any value
     */
    public void push(double sample) {
        ring[position] = sample;
        position = position + 1 == ring.length ? 0 : position + 1;
        count = Math.min(count + 1, ring.length);
    }

    /**
     * Whether the window is full.
     *
     * @return true from the {@code windowSamples}-th sample on
     */
    public boolean full() {
        return count == ring.length;
    }

    /**
     * The number of samples in the window.
     *
     * @return {@code 0..windowSamples}
     */
    public int count() {
        return count;
    }

    /**
     * The mean of the samples in the window.
     *
     * @return the mean, NaN without samples
     */
    public double mean() {
        int oldest = full() ? position : 0;
        double sum = 0;
        for (int i = oldest; i < count; i++) {
            sum += ring[i];
        }
        for (int i = 0; i < oldest; i++) {
            sum += ring[i];
        }
        return sum / count;
    }

    /**
     * The population variance (divisor n) of the samples in the window.
     *
     * @return the variance, at least 0; NaN without samples
     */
    public double variance() {
        double mean = mean();
        int oldest = full() ? position : 0;
        double sum = 0;
        for (int i = oldest; i < count; i++) {
            sum += (ring[i] - mean) * (ring[i] - mean);
        }
        for (int i = 0; i < oldest; i++) {
            sum += (ring[i] - mean) * (ring[i] - mean);
        }
        return sum / count;
    }

    @Override
    public long stateBytes() {
        return (long) Double.BYTES * ring.length;
    }

    @Override
    public void reset() {
        position = 0;
        count = 0;
        Arrays.fill(ring, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(count);
        out.writeInt(position);
        StateIo.writeDoubles(out, ring);
    }

    @Override
    public void load(DataInput in) throws IOException {
        count = StateIo.readInt(in, "variance.count", 0, ring.length);
        position = StateIo.readInt(in, "variance.position", full() ? 0 : count, full() ? ring.length - 1 : count);
        StateIo.readDoubles(in, "variance.window", ring);
    }
}
