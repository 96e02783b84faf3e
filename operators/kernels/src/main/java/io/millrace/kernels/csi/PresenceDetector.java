package io.millrace.kernels.csi;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.filter.MovingVariance;
import io.millrace.kernels.filter.Percentile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tells motion from quiet by the moving variance of the turbulence.
 *
 * <p>The score is the population variance of the last {@code windowFrames} turbulences. The threshold is either given or
 * learned: {@code factor} times a percentile of the scores over {@code calibrationFrames} packets in which nobody
 * moves, of which those before the window is full yield no score. After that, presence is {@code score > threshold}
 * and nothing else: no hysteresis, no hold.
 *
 * <p>A turbulence that is not finite is passed over: it neither enters the window nor counts as a packet.
 *
 * <p>State {@code 8 * (calibrationFrames + 1)} bytes when it learns, else
 * {@code 8 * windowFrames}.
 */
public final class PresenceDetector implements KernelState {

    private final int skipFrames;
    private final double percentile;
    private final double factor;
    private final double givenThreshold;
    private final MovingVariance variance;
    private final double[] scores;
    private final double[] scratch;
    private int skipped;
    private int scored;
    private double score;
    private double threshold;

    /** What the detector says. */
    public enum State {
        /** Nothing yet: packets are skipped, the window is not full, or the threshold is not learned. */
        CALIBRATING,
        /** Nobody moves. */
        ABSENT,
        /** Somebody moves. */
        PRESENT
    }

    private PresenceDetector(
            int windowFrames, int skipFrames, int scores, double percentile, double factor, double threshold) {
        this.variance = new MovingVariance(Require.inRange("windowFrames", windowFrames, 2, Integer.MAX_VALUE));
        this.skipFrames = Require.inRange("skipFrames", skipFrames, 0, Integer.MAX_VALUE);
        this.percentile = percentile;
        this.factor = factor;
        this.givenThreshold = threshold;
        this.scores = new double[scores];
        this.scratch = new double[scores];
        this.threshold = threshold;
    }

    /**
     * A detector that learns its threshold.
     *
     * @param windowFrames window of the moving variance, at least 2
     * @param skipFrames packets passed over at first, at least 0: while gain and buffers settle
     * @param calibrationFrames packets after those from which the threshold is learned, at least {@code windowFrames}
     * @param percentile percentile of the scores (linear interpolation), 0..100
     * @param factor factor above the percentile, above 0
     * @return a detector before its first packet
     */
    public static PresenceDetector learning(
            int windowFrames, int skipFrames, int calibrationFrames, double percentile, double factor) {
        Require.inRange("windowFrames", windowFrames, 2, Integer.MAX_VALUE);
        Require.inRange("calibrationFrames", calibrationFrames, windowFrames, Integer.MAX_VALUE);
        Require.positive("factor", factor);
        if (!(percentile >= 0 && percentile <= 100)) {
            throw new IllegalArgumentException(
                    "argument out of range: percentile=" + percentile + " (expected 0..100)");
        }
        return new PresenceDetector(
                windowFrames, skipFrames, calibrationFrames - windowFrames + 1, percentile, factor, Double.NaN);
    }

    /**
     * A detector with a known threshold.
     *
     * @param windowFrames window of the moving variance, at least 2
     * @param skipFrames packets passed over at first, at least 0
     * @param threshold threshold of the score, finite and at least 0
     * @return a detector before its first packet
     */
    public static PresenceDetector withThreshold(int windowFrames, int skipFrames, double threshold) {
        if (!(threshold >= 0 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "argument out of range: threshold=" + threshold + " (expected finite and at least 0)");
        }
        return new PresenceDetector(windowFrames, skipFrames, 0, 0, 0, threshold);
    }

    /**
     * Takes the turbulence of a packet.
     *
     * @param turbulence the turbulence
     * @return the state with it
     */
    public State push(double turbulence) {
        if (Double.isFinite(turbulence)) {
            take(turbulence);
        }
        return state();
    }

    private void take(double turbulence) {
        if (skipped < skipFrames) {
            skipped++;
            return;
        }
        variance.push(turbulence);
        if (!variance.full()) {
            return;
        }
        score = variance.variance();
        if (scored < scores.length) {
            scores[scored++] = score;
            if (scored == scores.length) {
                learn();
            }
        }
    }

    private void learn() {
        System.arraycopy(scores, 0, scratch, 0, scored);
        threshold = factor * Percentile.of(scratch, scored, percentile);
    }

    /**
     * The state with the last packet taken.
     *
     * @return the state
     */
    public State state() {
        if (!variance.full() || Double.isNaN(threshold)) {
            return State.CALIBRATING;
        }
        return score > threshold ? State.PRESENT : State.ABSENT;
    }

    /**
     * The moving variance of the turbulence.
     *
     * @return the score, at least 0, in the unit of the turbulence squared; 0 until the window is full
     */
    public double score() {
        return score;
    }

    /**
     * The score above which somebody moves.
     *
     * @return the threshold; NaN until it is learned
     */
    public double threshold() {
        return threshold;
    }

    @Override
    public long stateBytes() {
        return variance.stateBytes() + (long) Double.BYTES * scores.length;
    }

    @Override
    public void reset() {
        variance.reset();
        Arrays.fill(scores, 0);
        skipped = 0;
        scored = 0;
        score = 0;
        threshold = givenThreshold;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(skipped);
        out.writeInt(scored);
        out.writeDouble(score);
        out.writeDouble(threshold);
        variance.save(out);
        StateIo.writeDoubles(out, scores);
    }

    @Override
    public void load(DataInput in) throws IOException {
        skipped = StateIo.readInt(in, "presence.skipped", 0, skipFrames);
        scored = StateIo.readInt(in, "presence.scored", 0, scores.length);
        score = in.readDouble();
        threshold = in.readDouble();
        variance.load(in);
        StateIo.readDoubles(in, "presence.scores", scores);
    }

    /** Window and calibration are taken over, the threshold is taken from them anew, or is the one given. */
    @Override
    public void loadChanged(DataInput in) throws IOException {
        load(in);
        if (scores.length == 0) {
            threshold = givenThreshold;
        } else if (scored == scores.length) {
            learn();
        }
    }
}
