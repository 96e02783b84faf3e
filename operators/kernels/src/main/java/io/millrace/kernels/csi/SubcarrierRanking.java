package io.millrace.kernels.csi;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Ranks sub-carriers by how steady and strong they are while nobody moves, so that what moves later stands out.
 *
 * <p>The score is the normalised baseline variability index
 * {@code NBVI = alpha * sigma / mu^2 + (1 - alpha) * sigma / mu} of the amplitude (population standard deviation sigma,
 * mean mu); low is good. Mean and variance are accumulated by Welford's method (1962).
 *
 * <p>State {@code 16 * subcarriers} bytes.
 */
public final class SubcarrierRanking implements KernelState {

    /** The weight of the first term in the published index. */
    public static final double DEFAULT_ALPHA = 0.75;

    private final double alpha;
    private final double[] mean;
    private final double[] squares;
    private long count;

    /**
     * A ranking before its first packet.
     *
     * @param subcarriers number of positions, at least 1
     * @param alpha weight of the term that favours strong sub-carriers, 0..1
     */
    public SubcarrierRanking(int subcarriers, double alpha) {
        Require.inRange("subcarriers", subcarriers, 1, Integer.MAX_VALUE);
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("argument out of range: alpha=" + alpha + " (expected 0..1)");
        }
        this.alpha = alpha;
        this.mean = new double[subcarriers];
        this.squares = new double[subcarriers];
    }

    /**
     * Takes a packet of the quiet room.
     *
     * @param amplitude amplitudes, one per position
     */
    public void observe(float[] amplitude) {
        count++;
        double share = 1.0 / count;
        for (int i = 0; i < mean.length; i++) {
            double before = amplitude[i] - mean[i];
            mean[i] += before * share;
            squares[i] += before * (amplitude[i] - mean[i]);
        }
    }

    /**
     * The number of packets taken.
     *
     * @return at least 0
     */
    public long count() {
        return count;
    }

    /**
     * The index of a position.
     *
     * @param position 0-based position
     * @return the index, at least 0; infinite where there is no amplitude or no finite one, NaN before the first packet
     */
    public double score(int position) {
        if (count == 0) {
            return Double.NaN;
        }
        double mu = mean[position];
        double sigma = Math.sqrt(squares[position] / count);
        double score = alpha * sigma / (mu * mu) + (1 - alpha) * sigma / mu;
        return mu > 0 && score >= 0 ? score : Double.POSITIVE_INFINITY;
    }

    /**
     * The best positions that keep a distance from each other: by ascending score, of equal scores the lower position
     * first, a position is taken unless a better one is too near. Called once after calibration; allocates.
     *
     * @param number how many are wanted, at least 1
     * @param spacing smallest distance between two chosen positions, at least 1
     * @return positions in ascending order; fewer than wanted if no more with a finite score keep the distance
     */
    public int[] best(int number, int spacing) {
        Require.inRange("number", number, 1, Integer.MAX_VALUE);
        Require.inRange("spacing", spacing, 1, Integer.MAX_VALUE);
        boolean[] blocked = new boolean[mean.length];
        int[] chosen = new int[Math.min(number, mean.length)];
        int size = 0;
        while (size < chosen.length) {
            int best = -1;
            for (int i = 0; i < mean.length; i++) {
                double score = score(i);
                if (!blocked[i] && score < Double.POSITIVE_INFINITY && (best < 0 || score < score(best))) {
                    best = i;
                }
            }
            if (best < 0) {
                break;
            }
            chosen[size++] = best;
            int reach = Math.min(spacing, mean.length);
            Arrays.fill(blocked, Math.max(0, best - reach + 1), Math.min(mean.length, best + reach), true);
        }
        int[] result = Arrays.copyOf(chosen, size);
        Arrays.sort(result);
        return result;
    }

    @Override
    public long stateBytes() {
        return 2L * Double.BYTES * mean.length;
    }

    @Override
    public void reset() {
        count = 0;
        Arrays.fill(mean, 0);
        Arrays.fill(squares, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(count);
        StateIo.writeDoubles(out, mean);
        StateIo.writeDoubles(out, squares);
    }

    @Override
    public void load(DataInput in) throws IOException {
        count = in.readLong();
        StateIo.readDoubles(in, "ranking.mean", mean);
        StateIo.readDoubles(in, "ranking.squares", squares);
    }
}
