package io.millrace.kernels.audio.aec;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.fft.RealFft;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How much later than the far end the microphone hears it: generalised cross-correlation with phase transform
 * (GCC-PHAT), over a cross-spectrum that fades with time.
 *
 * <p>A loudspeaker may turn the polarity, so the peak is one of the magnitude. A peak counts if it stands out of what
 * uncorrelated signals give (a standard deviation of {@code 1 / sqrt(window)}), and two in a row agree. Every quarter
 * window gives an estimate, if the far end was heard meanwhile.
 *
 * <p>State {@code 22 * window} bytes, window being twice the search range rounded up to a power of two.
 *
 * @see <a href="https://doi.org/10.1109/TASSP.1976.1162830">Knapp, Carter: The generalized correlation method for
 *     estimation of time delay, 1976</a>
 */
public final class DelayEstimator implements KernelState {

    private static final double MEMORY = 0.7;
    private static final double SHORT_MEMORY = 0.2;
    private static final double JUMP_SIGMAS = 10;
    private static final int ELSEWHERE_SAMPLES = 12;
    private static final double NOWHERE = -1e9;
    private static final double OUTSTANDING_SIGMAS = 8;
    private static final int AGREEMENT_SAMPLES = 8;
    private static final int FOLLOWED_SAMPLES = 4;
    private static final double AUDIBLE = 1e-7;

    private final int half;
    private final int searchSamples;
    private final int hop;
    /** Below 100 Hz there is hum and no echo. */
    private final int lowBin;

    private final RealFft fft;
    private final float[] micRing;
    private final float[] farRing;
    private final FadingCorrelation cross;
    private final FadingCorrelation shortCross;
    private final double[] taper;
    private final double[] time;
    private final double[] micRe;
    private final double[] micIm;
    private final double[] farRe;
    private final double[] farIm;
    private int position;
    private int untilNext;
    private double candidate;
    private double shortCandidate;
    private double delay;
    private double strength;
    private boolean inverted;

    /**
     * An estimator that has heard nothing.
     *
     * @param searchSamples largest delay looked for, 64..2^20
     * @param rateHz sample rate, above 0
     */
    public DelayEstimator(int searchSamples, double rateHz) {
        this.searchSamples = Require.inRange("searchSamples", searchSamples, 64, 1 << 20);
        Require.positive("rateHz", rateHz);
        this.half = Integer.highestOneBit(2 * searchSamples - 1);
        this.hop = half / 2;
        int window = 2 * half;
        this.lowBin = (int) Math.ceil(100 / rateHz * window);
        this.fft = new RealFft(window);
        this.micRing = new float[half];
        this.farRing = new float[window];
        this.cross = new FadingCorrelation(half + 1, MEMORY);
        this.shortCross = new FadingCorrelation(half + 1, SHORT_MEMORY);
        this.taper = taper(half);
        this.time = new double[window];
        this.micRe = new double[half + 1];
        this.micIm = new double[half + 1];
        this.farRe = new double[half + 1];
        this.farIm = new double[half + 1];
        reset();
    }

    /** Rises over a quarter of the shorter segment: whitened, the edges of both would be heard as an echo without delay. */
    private static double[] taper(int half) {
        double[] taper = new double[half];
        for (int i = 0; i < half; i++) {
            double rise = Math.min(1, (i + 0.5) / (half / 4.0));
            taper[i] = 0.5 - 0.5 * StrictMath.cos(Math.PI * rise);
        }
        return taper;
    }

    /**
     * Takes a block of both, of the same time.
     *
     * @param mic microphone
     * @param far far end, as many samples
     * @return whether there is a new estimate: {@link #delaySamples}
     */
    public boolean push(double[] mic, double[] far) {
        boolean fresh = false;
        for (int i = 0; i < mic.length; i++) {
            micRing[position & (half - 1)] = (float) mic[i];
            farRing[position] = (float) far[i];
            position = (position + 1) & (2 * half - 1);
            if (--untilNext == 0) {
                untilNext = hop;
                fresh |= estimate();
            }
        }
        return fresh;
    }

    private boolean estimate() {
        if (!audible()) {
            return false;
        }
        Arrays.fill(time, 0, half, 0);
        for (int i = 0; i < half; i++) {
            time[half + i] = taper[Math.min(i, half - 1 - i)] * micRing[(position + i) & (half - 1)];
        }
        fft.forward(time, micRe, micIm);
        for (int i = 0; i < 2 * half; i++) {
            time[i] = taper[Math.min(i, 2 * half - 1 - i)] * farRing[(position + i) & (2 * half - 1)];
        }
        fft.forward(time, farRe, farIm);
        double weight = weight();
        cross.add(weight, micRe, micIm, farRe, farIm);
        shortCross.add(weight, micRe, micIm, farRe, farIm);
        if (!Double.isNaN(delay)) {
            noticeJump();
        }
        cross.whiten(lowBin, micRe, micIm);
        fft.inverse(micRe, micIm, time);
        int best = Correlation.highest(time, Math.min(searchSamples + 1, half));
        return judge(Double.isNaN(delay) ? best : known(best));
    }

    /** The short correlation is noisy, but the first to see a path that has moved: two outstanding peaks elsewhere agree. */
    private void noticeJump() {
        shortCross.whiten(lowBin, micRe, micIm);
        fft.inverse(micRe, micIm, time);
        int lag = Correlation.highest(time, Math.min(searchSamples + 1, half));
        double height = Math.abs(time[lag]);
        boolean elsewhere = height * Math.sqrt(2.0 * half) > JUMP_SIGMAS
                && Math.abs(lag - delay) > ELSEWHERE_SAMPLES
                && Math.abs(time[(int) Math.max(0, Math.rint(delay))]) < 0.5 * height;
        boolean agrees = Math.abs(lag - shortCandidate) <= AGREEMENT_SAMPLES;
        shortCandidate = elsewhere ? lag : NOWHERE;
        if (!elsewhere || !agrees) {
            return;
        }
        cross.become(shortCross);
        candidate = lag;
        delay = lag;
        inverted = time[lag] < 0;
    }

    private boolean audible() {
        double energy = 0;
        for (float sample : farRing) {
            energy += sample * sample;
        }
        return energy > AUDIBLE * farRing.length;
    }

    /** What is loud weighs more, but by the root only: a bang must not be remembered for seconds. */
    private double weight() {
        double energy = 1e-30;
        for (int k = 0; k <= half; k++) {
            energy += Math.abs(micRe[k] * farRe[k]) + Math.abs(micIm[k] * farIm[k]);
        }
        return 1 / Math.sqrt(energy);
    }

    /** The lobe that was followed so far, unless another has become twice as high: neighbours of it take turns. */
    private int known(int best) {
        int centre = (int) Math.rint(delay);
        int from = Math.max(0, centre - FOLLOWED_SAMPLES);
        int to = Math.min(Math.min(searchSamples, half - 1), centre + FOLLOWED_SAMPLES);
        double sign = inverted ? -1 : 1;
        int followed = from;
        for (int lag = from; lag <= to; lag++) {
            if (sign * time[lag] > sign * time[followed]) {
                followed = lag;
            }
        }
        return from <= to && sign * time[followed] > 0.5 * Math.abs(time[best]) ? followed : best;
    }

    private boolean judge(int lag) {
        double height = Math.abs(time[lag]);
        if (height * Math.sqrt(2.0 * half) < OUTSTANDING_SIGMAS) {
            candidate = NOWHERE;
            return false;
        }
        double before = candidate;
        candidate = lag + Correlation.vertex(time, lag);
        if (Math.abs(candidate - before) > AGREEMENT_SAMPLES) {
            return false;
        }
        delay = candidate;
        strength = height;
        inverted = time[lag] < 0;
        return true;
    }

    /**
     * The delay of the microphone against the far end.
     *
     * @return samples, between samples too; not-a-number until there is an estimate
     */
    public double delaySamples() {
        return delay;
    }

    /**
     * How much the peak stands out.
     *
     * @return magnitude of the peak, 0..1: 1 if the microphone is the delayed far end and nothing else
     */
    public double strength() {
        return strength;
    }

    /**
     * Whether the echo arrives with its polarity turned.
     *
     * @return true if the peak is negative
     */
    public boolean inverted() {
        return inverted;
    }

    private void forgetCorrelation() {
        cross.reset();
        shortCross.reset();
        candidate = NOWHERE;
        shortCandidate = NOWHERE;
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * 3 * half + (long) Double.BYTES * 4 * (half + 1);
    }

    @Override
    public void reset() {
        Arrays.fill(micRing, 0);
        Arrays.fill(farRing, 0);
        forgetCorrelation();
        position = 0;
        untilNext = hop;
        delay = Double.NaN;
        strength = 0;
        inverted = false;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(position);
        out.writeInt(untilNext);
        out.writeDouble(candidate);
        out.writeDouble(shortCandidate);
        out.writeDouble(delay);
        out.writeDouble(strength);
        out.writeBoolean(inverted);
        StateIo.writeFloats(out, micRing);
        StateIo.writeFloats(out, farRing);
        cross.save(out);
        shortCross.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        position = StateIo.readInt(in, "delay.position", 0, 2 * half - 1);
        untilNext = StateIo.readInt(in, "delay.until-next", 1, hop);
        candidate = in.readDouble();
        shortCandidate = in.readDouble();
        delay = in.readDouble();
        if (delay <= -1 || delay >= half) {
            throw new IOException("state does not fit: delay=" + delay + " (expected 0.." + half + ")");
        }
        strength = in.readDouble();
        inverted = in.readBoolean();
        StateIo.readFloats(in, "delay.mic", micRing);
        StateIo.readFloats(in, "delay.far", farRing);
        cross.load(in, "delay.cross");
        shortCross.load(in, "delay.short");
    }
}
