package io.millrace.kernels.audio.aec;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How much of every bin passes, given what the linear stage has left and what it believed the echo to be.
 *
 * <p>The residual echo is expected to be a fraction of the predicted echo and, where the loudspeaker distorts or the filter
 * has not learned yet, of the far end. Each fraction is a quantile of the ratio seen, followed by small steps: what the near
 * end adds to the ratio moves a quantile little and a mean much. The gain is that of Wiener with a decision-directed
 * estimate of the near end; the expected echo is exaggerated while nobody seems to speak there.
 *
 * @see <a href="https://doi.org/10.1109/TASSP.1984.1164453">Ephraim, Malah: Speech enhancement using a minimum mean-square
 *     error short-time spectral amplitude estimator, 1984</a>
 */
final class EchoGain {

    private static final double TINY = 1e-12;
    private static final double QUANTILE = 0.67;
    /** The weight of the expected echo while nobody seems to speak at the near end. */
    private static final double EXAGGERATION = 150;

    /** The weight of the expected echo while the near end speaks: speech hides what little echo passes. */
    private static final double CAUTION = 0.06;

    /** The weight of echo that the linear stage did not predict. */
    private static final double UNPREDICTED = 0.3;

    /** The more, the surer it must be that the near end speaks before the exaggeration gives way. */
    private static final double DOUBT = 2.5;

    /** How far the error must stand out of what is explained to be speech, and to be nothing else, dB. */
    private static final double STANDS_OUT_DB = 4.5;

    private static final double CERTAIN_DB = 9.5;
    private static final double NEAR_END_HOLD = 0.96;
    private static final double TAIL_SECONDS = 0.0115;
    private static final double STEP_PER_SECOND = 30;
    private static final double DIRECTED = 0.95;
    private static final double LEAST_ECHO_FRACTION = 1e-4;
    private static final double MOST_ECHO_FRACTION = 3;
    private static final double LEAST_FAR_FRACTION = 1e-5;
    private static final double MOST_FAR_FRACTION = 20;

    private final int bins;
    private final int lowBin;
    private final int highBin;
    private final double floor;
    private final double tail;
    private final double up;
    private final double down;
    private final double echoAudible;
    private final double farAudible;
    private final double[] echoTail;
    private final double[] farTail;
    private final double[] echoFraction;
    private final double[] farFraction;
    private final double[] gainBefore;
    private final double[] powerBefore;
    private final double[] smooth;
    private final double[] smoothError;
    private final double[] expected;
    private double nearEnd;
    private boolean farActive;

    EchoGain(double rateHz, int block, double floorDb) {
        double seconds = block / rateHz;
        this.bins = block + 1;
        this.lowBin = (int) Math.rint(300 * 2 * seconds);
        this.highBin = Math.min(block, (int) Math.rint(6250 * 2 * seconds));
        this.floor = Math.pow(10, -floorDb / 20);
        this.tail = Math.exp(-seconds / TAIL_SECONDS);
        double step = STEP_PER_SECOND * seconds;
        this.up = Math.exp(step * QUANTILE);
        this.down = Math.exp(-step * (1 - QUANTILE));
        this.echoAudible = 1e-7 * 2 * block;
        this.farAudible = 1e-6 * 2 * block;
        this.echoTail = new double[bins];
        this.farTail = new double[bins];
        this.echoFraction = new double[bins];
        this.farFraction = new double[bins];
        this.gainBefore = new double[bins];
        this.powerBefore = new double[bins];
        this.smooth = new double[bins];
        this.smoothError = new double[bins];
        this.expected = new double[bins];
        reset();
    }

    /**
     * Gains for a block.
     *
     * @param error power of what the linear stage has left, a bin
     * @param echo power of the predicted echo
     * @param far power of the aligned far end
     * @param noise power of the background
     * @param gain receives gains, floor..1
     */
    void gains(double[] error, double[] echo, double[] far, double[] noise, double[] gain) {
        neighbours(error, smoothError);
        hold(echo, echoTail);
        neighbours(echoTail, smooth);
        follow(smooth, echoAudible, echoFraction, LEAST_ECHO_FRACTION, MOST_ECHO_FRACTION);
        for (int k = 0; k < bins; k++) {
            expected[k] = echoFraction[k] * smooth[k];
        }
        hold(far, farTail);
        neighbours(farTail, smooth);
        follow(smooth, farAudible, farFraction, LEAST_FAR_FRACTION, MOST_FAR_FRACTION);
        for (int k = 0; k < bins; k++) {
            expected[k] = Math.max(expected[k], UNPREDICTED * farFraction[k] * smooth[k]);
        }
        double weight = nearEnd(error, noise);
        for (int k = 0; k < bins; k++) {
            double residual = weight * expected[k] + TINY;
            double prior = DIRECTED * gainBefore[k] * gainBefore[k] * powerBefore[k] / residual
                    + (1 - DIRECTED) * Math.max(0, error[k] / residual - 1);
            gain[k] = Math.max(floor, prior / (1 + prior));
        }
        System.arraycopy(gain, 0, gainBefore, 0, bins);
        System.arraycopy(error, 0, powerBefore, 0, bins);
    }

    private void hold(double[] power, double[] held) {
        for (int k = 0; k < bins; k++) {
            held[k] = Math.max(power[k], tail * held[k]);
        }
    }

    private void neighbours(double[] in, double[] out) {
        int last = bins - 1;
        out[0] = 0.75 * in[0] + 0.25 * in[1];
        out[last] = 0.75 * in[last] + 0.25 * in[last - 1];
        for (int k = 1; k < last; k++) {
            out[k] = 0.25 * (in[k - 1] + 2 * in[k] + in[k + 1]);
        }
    }

    private void follow(double[] source, double audible, double[] fraction, double least, double most) {
        for (int k = 0; k < bins; k++) {
            if (source[k] > audible) {
                double moved = fraction[k] * (smoothError[k] > fraction[k] * source[k] ? up : down);
                fraction[k] = Math.max(least, Math.min(most, moved));
            }
        }
    }

    /** How likely the near end speaks, and from it the weight of the expected echo. */
    private double nearEnd(double[] error, double[] noise) {
        double heard = 0;
        double explained = TINY;
        double echo = 0;
        for (int k = lowBin; k < highBin; k++) {
            heard += error[k];
            explained += expected[k] + 2 * noise[k];
            echo += expected[k];
        }
        double ratioDb = 10 * Math.log10((heard + TINY) / explained);
        double now = Math.max(0, Math.min(1, (ratioDb - STANDS_OUT_DB) / (CERTAIN_DB - STANDS_OUT_DB)));
        nearEnd = now > nearEnd ? now : NEAR_END_HOLD * nearEnd + (1 - NEAR_END_HOLD) * now;
        farActive = echo > 0.01 * heard && farTail[lowBin] + farTail[(lowBin + highBin) / 2] > farAudible;
        return EXAGGERATION * Math.pow(CAUTION / EXAGGERATION, Math.pow(nearEnd, DOUBT));
    }

    /** How likely the near end speaks, 0..1. */
    double nearEnd() {
        return nearEnd;
    }

    /** Whether the far end is heard. */
    boolean farActive() {
        return farActive;
    }

    long stateBytes() {
        return (long) Double.BYTES * (6L * bins + 1);
    }

    void reset() {
        Arrays.fill(echoTail, 0);
        Arrays.fill(farTail, 0);
        Arrays.fill(echoFraction, 0.01);
        Arrays.fill(farFraction, 1);
        Arrays.fill(gainBefore, 1);
        Arrays.fill(powerBefore, 0);
        nearEnd = 0;
        farActive = false;
    }

    void save(DataOutput out) throws IOException {
        StateIo.writeDoubles(out, echoTail);
        StateIo.writeDoubles(out, farTail);
        StateIo.writeDoubles(out, echoFraction);
        StateIo.writeDoubles(out, farFraction);
        StateIo.writeDoubles(out, gainBefore);
        StateIo.writeDoubles(out, powerBefore);
        out.writeDouble(nearEnd);
        out.writeBoolean(farActive);
    }

    void load(DataInput in) throws IOException {
        StateIo.readDoubles(in, "echo-gain.echo", echoTail);
        StateIo.readDoubles(in, "echo-gain.far", farTail);
        StateIo.readDoubles(in, "echo-gain.echo-fraction", echoFraction);
        StateIo.readDoubles(in, "echo-gain.far-fraction", farFraction);
        StateIo.readDoubles(in, "echo-gain.gain", gainBefore);
        StateIo.readDoubles(in, "echo-gain.power", powerBefore);
        nearEnd = in.readDouble();
        farActive = in.readBoolean();
    }
}
