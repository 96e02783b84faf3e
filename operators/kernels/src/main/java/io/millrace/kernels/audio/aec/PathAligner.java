package io.millrace.kernels.audio.aec;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decides by how much the far end is delayed before it reaches the adaptive filter, so that the echo path lies inside the
 * filter and stays there.
 *
 * <p>The first estimate of the delay places the path {@code headroom} after the filter's beginning. A later one that is
 * far off is a jump (a buffer was lost, a device changed): the alignment jumps by the same whole number of samples, so that
 * what the filter has learned still fits. In between, a straight line through the last estimates tells how much faster
 * one clock runs than the other; once its slope is beyond doubt the alignment follows it, between samples.
 */
final class PathAligner {

    private static final int ESTIMATES = 48;
    private static final int FEWEST = 10;
    private static final double FEWEST_SECONDS = 4;
    private static final double JUMP_SAMPLES = 12;
    private static final double CERTAIN_SIGMAS = 4;
    private static final double LEAST_DRIFT = 4e-6;
    private static final double MOST_DRIFT = 1e-3;
    private static final double CATCH_UP_SECONDS = 4;

    private final double rateHz;
    private final int headroom;
    private final int grid;
    private final double[] when;
    private final double[] lag;
    private int count;
    private int next;
    private boolean aligned;
    private boolean following;
    private double delay;
    private double drift;
    private double lineAt;
    private double lineLag;
    private double anchor;
    private long jumps;

    PathAligner(double rateHz, int headroomSamples, int grid) {
        this.grid = grid;
        this.rateHz = rateHz;
        this.headroom = headroomSamples;
        this.when = new double[ESTIMATES];
        this.lag = new double[ESTIMATES];
    }

    /**
     * Takes an estimate.
     *
     * @param nowSamples when it was made, samples since the beginning
     * @param estimate delay of the microphone against the far end, samples
     * @return whether the alignment has jumped
     */
    boolean estimate(long nowSamples, double estimate) {
        if (!aligned) {
            aligned = true;
            delay = Math.max(0, Math.floor((estimate - headroom) / grid) * grid);
            remember(nowSamples, estimate);
            jumps++;
            return delay > 0;
        }
        double off = estimate - expected(nowSamples);
        if (Math.abs(off) > JUMP_SAMPLES) {
            return jump(nowSamples, estimate, Math.rint(off));
        }
        remember(nowSamples, estimate);
        boolean before = following;
        fit(nowSamples, estimate);
        return following != before;
    }

    private double expected(long nowSamples) {
        if (following) {
            return lineLag + drift * (nowSamples - lineAt);
        }
        return lag[(next + ESTIMATES - 1) % ESTIMATES];
    }

    private boolean jump(long nowSamples, double estimate, double off) {
        double before = delay;
        delay = Math.max(following ? FarEndLine.REACH_SAMPLES : 0, delay + off);
        count = 0;
        next = 0;
        remember(nowSamples, estimate);
        lineAt = nowSamples;
        lineLag = estimate;
        anchor = estimate - delay;
        jumps++;
        return delay != before;
    }

    private void remember(long nowSamples, double estimate) {
        when[next] = nowSamples;
        lag[next] = estimate;
        next = (next + 1) % ESTIMATES;
        count = Math.min(count + 1, ESTIMATES);
    }

    /** The least-squares line through the estimates, taken if its slope is beyond doubt. */
    private void fit(long nowSamples, double estimate) {
        double meanAt = 0;
        double meanLag = 0;
        double first = (double) nowSamples;
        for (int i = 0; i < count; i++) {
            meanAt += when[i] / count;
            meanLag += lag[i] / count;
            first = Math.min(first, when[i]);
        }
        if (count < FEWEST || nowSamples - first < FEWEST_SECONDS * rateHz) {
            return;
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < count; i++) {
            double x = when[i] - meanAt;
            double y = lag[i] - meanLag;
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        double slope = xy / xx;
        // Estimates share data with their neighbours: of four, one is new. Their grain is a tenth of a sample.
        double variance = Math.max(0.01, (yy - slope * xy) / (count - 2)) * 4;
        boolean certain = Math.abs(slope) > Math.max(LEAST_DRIFT, CERTAIN_SIGMAS * Math.sqrt(variance / xx));
        if (!following && certain && estimate >= delay + 2 * grid) {
            following = true;
            // Interpolation needs the far end's future, unless it is delayed anyhow.
            delay += grid;
            anchor = meanLag + slope * (nowSamples - meanAt) - delay;
        }
        if (following) {
            drift = Math.max(-MOST_DRIFT, Math.min(MOST_DRIFT, slope));
            lineAt = meanAt;
            lineLag = meanLag;
        }
    }

    /**
     * Moves on by a block.
     *
     * @param nowSamples end of the block, samples since the beginning
     * @param block samples of the block
     * @return the delay at the end of the block; {@link #delaySamples} is that at its beginning until then
     */
    double advance(long nowSamples, int block) {
        if (following) {
            double target = lineLag + drift * (nowSamples - lineAt) - anchor;
            double off = target - (delay + drift * block);
            delay += drift * block + off * Math.min(1, block / (CATCH_UP_SECONDS * rateHz));
            delay = Math.max(FarEndLine.REACH_SAMPLES, delay);
        }
        return delay;
    }

    /** The delay applied now, samples. */
    double delaySamples() {
        return delay;
    }

    /** How much the delay grows in a sample of time; 0 until it is known. */
    double drift() {
        return following ? drift : 0;
    }

    /** How often the alignment was set or has jumped. */
    long jumps() {
        return jumps;
    }

    long stateBytes() {
        return (long) Double.BYTES * (2L * ESTIMATES + 8);
    }

    void reset() {
        Arrays.fill(when, 0);
        Arrays.fill(lag, 0);
        count = 0;
        next = 0;
        aligned = false;
        following = false;
        delay = 0;
        drift = 0;
        lineAt = 0;
        lineLag = 0;
        anchor = 0;
        jumps = 0;
    }

    void save(DataOutput out) throws IOException {
        StateIo.writeDoubles(out, when);
        StateIo.writeDoubles(out, lag);
        out.writeInt(count);
        out.writeInt(next);
        out.writeBoolean(aligned);
        out.writeBoolean(following);
        out.writeDouble(delay);
        out.writeDouble(drift);
        out.writeDouble(lineAt);
        out.writeDouble(lineLag);
        out.writeDouble(anchor);
        out.writeLong(jumps);
    }

    void load(DataInput in, double mostDelay) throws IOException {
        StateIo.readDoubles(in, "aligner.when", when);
        StateIo.readDoubles(in, "aligner.lag", lag);
        count = StateIo.readInt(in, "aligner.count", 0, ESTIMATES);
        next = StateIo.readInt(in, "aligner.next", 0, ESTIMATES - 1);
        aligned = in.readBoolean();
        following = in.readBoolean();
        delay = in.readDouble();
        if (!(delay >= 0 && delay <= mostDelay)) {
            throw new IOException("state does not fit: aligner.delay=" + delay + " (expected 0.." + mostDelay + ")");
        }
        drift = in.readDouble();
        lineAt = in.readDouble();
        lineLag = in.readDouble();
        anchor = in.readDouble();
        jumps = in.readLong();
    }
}
