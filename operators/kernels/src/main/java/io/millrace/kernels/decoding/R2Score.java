package io.millrace.kernels.decoding;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How well a decoder does, over all samples so far: for each axis {@code R2 = 1 - SSE / (N var)}, var being the population
 * variance of the truth, as NeuroBench defines it; and the mean over the axes. 1 is perfect, 0 no better than the mean.
 *
 * <p>Variances are updated by Welford's method, so that long runs far from zero lose no digits. State 32 bytes an axis.
 */
public final class R2Score implements KernelState {

    private final double[] mean;
    private final double[] spread;
    private final double[] error;
    private long samples;

    /**
     * A score before its first sample.
     *
     * @param axes number of axes, at least 1
     */
    public R2Score(int axes) {
        Require.inRange("axes", axes, 1, Integer.MAX_VALUE);
        this.mean = new double[axes];
        this.spread = new double[axes];
        this.error = new double[axes];
    }

    /**
     * Takes a sample.
     *
     * @param decoded decoded coordinates, finite
     * @param truth true coordinates, finite
     */
    public void add(float[] decoded, float[] truth) {
        samples++;
        for (int i = 0; i < mean.length; i++) {
            double difference = (double) truth[i] - decoded[i];
            error[i] += difference * difference;
            double deviation = truth[i] - mean[i];
            mean[i] += deviation / samples;
            spread[i] += deviation * (truth[i] - mean[i]);
        }
    }

    /**
     * Number of samples so far.
     *
     * @return 0 or more
     */
    public long samples() {
        return samples;
    }

    /**
     * The score of one axis.
     *
     * @param axis 0-based axis
     * @return at most 1; not a number until the truth has varied
     */
    public double score(int axis) {
        return spread[axis] > 0 ? 1 - error[axis] / spread[axis] : Double.NaN;
    }

    /**
     * The mean of the scores of all axes.
     *
     * @return at most 1; not a number until the truth has varied in every axis
     */
    public double score() {
        double sum = 0;
        for (int i = 0; i < mean.length; i++) {
            sum += score(i);
        }
        return sum / mean.length;
    }

    @Override
    public long stateBytes() {
        return 3L * Double.BYTES * mean.length + Long.BYTES;
    }

    @Override
    public void reset() {
        samples = 0;
        Arrays.fill(mean, 0);
        Arrays.fill(spread, 0);
        Arrays.fill(error, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(samples);
        StateIo.writeDoubles(out, mean);
        StateIo.writeDoubles(out, spread);
        StateIo.writeDoubles(out, error);
    }

    @Override
    public void load(DataInput in) throws IOException {
        samples = in.readLong();
        StateIo.readDoubles(in, "r2.mean", mean);
        StateIo.readDoubles(in, "r2.spread", spread);
        StateIo.readDoubles(in, "r2.error", error);
    }
}
