package io.millrace.kernels.audio.aec;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The steady background of every bin, and how much of the bin passes so that the background falls by a given amount.
 *
 * <p>The background follows the smoothed power down at once and up by 1 dB a second, so speech leaves it alone. The gain is
 * that of Wiener with a decision-directed estimate of what is no background.
 */
final class NoiseGain {

    private static final double TINY = 1e-12;
    private static final double RISE_DB_PER_SECOND = 1.1;
    private static final double SMOOTH_SECONDS = 0.036;
    private static final double FALL_SECONDS = 0.076;
    /** The least of a smoothed power lies below its mean. */
    private static final double BIAS = 3;

    private static final double DIRECTED = 0.98;

    private final int bins;
    private final double floor;
    private final double rise;
    private final double keep;
    private final double fall;
    private final double[] smooth;
    private final double[] background;
    private final double[] gainBefore;
    private final double[] powerBefore;
    private boolean begun;

    NoiseGain(double rateHz, int block, double floorDb) {
        double seconds = block / rateHz;
        this.bins = block + 1;
        this.floor = Math.pow(10, -floorDb / 20);
        this.rise = Math.pow(10, RISE_DB_PER_SECOND * seconds / 10);
        this.keep = Math.exp(-seconds / SMOOTH_SECONDS);
        this.fall = Math.exp(-seconds / FALL_SECONDS);
        this.smooth = new double[bins];
        this.background = new double[bins];
        this.gainBefore = new double[bins];
        this.powerBefore = new double[bins];
        reset();
    }

    /**
     * Follows the background.
     *
     * @param power power a bin
     */
    void follow(double[] power) {
        if (!begun) {
            // A stream begins anywhere: the first block may hold speech, but is forgotten within a syllable's gap.
            System.arraycopy(power, 0, smooth, 0, bins);
            System.arraycopy(power, 0, background, 0, bins);
            begun = true;
            return;
        }
        for (int k = 0; k < bins; k++) {
            smooth[k] = keep * smooth[k] + (1 - keep) * power[k];
            double lower = fall * background[k] + (1 - fall) * smooth[k];
            background[k] = smooth[k] < background[k] ? lower : background[k] * rise + TINY;
        }
    }

    /** The background's power a bin, to be read only. */
    double[] background() {
        return background;
    }

    /**
     * Gains for a block.
     *
     * @param power power a bin
     * @param gain receives gains, floor..1
     */
    void gains(double[] power, double[] gain) {
        if (floor >= 1) {
            Arrays.fill(gain, 1);
            return;
        }
        for (int k = 0; k < bins; k++) {
            double noise = BIAS * background[k] + TINY;
            double prior = DIRECTED * gainBefore[k] * gainBefore[k] * powerBefore[k] / noise
                    + (1 - DIRECTED) * Math.max(0, power[k] / noise - 1);
            gain[k] = Math.max(floor, prior / (1 + prior));
        }
        System.arraycopy(gain, 0, gainBefore, 0, bins);
        System.arraycopy(power, 0, powerBefore, 0, bins);
    }

    /** What passes of the background at least, 0..1. */
    double floor() {
        return floor;
    }

    long stateBytes() {
        return (long) Double.BYTES * 4L * bins;
    }

    void reset() {
        Arrays.fill(smooth, 0);
        Arrays.fill(background, 0);
        Arrays.fill(gainBefore, 1);
        Arrays.fill(powerBefore, 0);
        begun = false;
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(begun);
        StateIo.writeDoubles(out, smooth);
        StateIo.writeDoubles(out, background);
        StateIo.writeDoubles(out, gainBefore);
        StateIo.writeDoubles(out, powerBefore);
    }

    void load(DataInput in) throws IOException {
        begun = in.readBoolean();
        StateIo.readDoubles(in, "noise-gain.smooth", smooth);
        StateIo.readDoubles(in, "noise-gain.background", background);
        StateIo.readDoubles(in, "noise-gain.gain", gainBefore);
        StateIo.readDoubles(in, "noise-gain.power", powerBefore);
    }
}
