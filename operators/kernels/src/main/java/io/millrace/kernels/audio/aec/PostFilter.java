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
 * Suppresses residual echo and steady noise: short-time spectra of two blocks under a square-root Hann window, a gain for
 * every bin, overlap-add. Where echo is taken away, noise of the background's colour takes its place, so that the line does
 * not seem to go dead.
 *
 * <p>The output is exactly one block late.
 *
 * <p>State {@code 8 * 14 * block} bytes, about.
 */
public final class PostFilter implements KernelState {

    /** The noise that fills is even in re and im: a uniform variable of this half width has variance 1/2. */
    private static final double HALF_WIDTH = Math.sqrt(1.5);

    private static final long SEED = 0x9E3779B97F4A7C15L;

    private final int block;
    private final RealFft fft;
    private final double[] window;
    private final EchoGain echoGain;
    private final NoiseGain noiseGain;
    private final double[][] before = new double[3][];
    private final double[][] power = new double[3][];
    private final double[] re;
    private final double[] im;
    private final double[] otherRe;
    private final double[] otherIm;
    private final double[] gain;
    private final double[] quiet;
    private final double[] time;
    private final double[] overlap;
    private long random;

    /**
     * A filter before its first block.
     *
     * @param rateHz sample rate, above 0
     * @param block samples a block, 16..4096; 4 to 8 ms is right for speech
     * @param echoFloorDb most that echo is suppressed by, dB, 0 for none
     * @param noiseFloorDb most that noise is suppressed by, dB, 0 for none
     */
    public PostFilter(double rateHz, int block, double echoFloorDb, double noiseFloorDb) {
        Require.positive("rateHz", rateHz);
        this.block = Require.inRange("block", block, 16, 4096);
        this.fft = new RealFft(2 * block);
        this.window = new double[2 * block];
        for (int i = 0; i < 2 * block; i++) {
            window[i] = StrictMath.sin(Math.PI * (i + 0.5) / (2 * block));
        }
        this.echoGain = new EchoGain(rateHz, block, echoFloorDb);
        this.noiseGain = new NoiseGain(rateHz, block, noiseFloorDb);
        for (int i = 0; i < before.length; i++) {
            before[i] = new double[block];
            power[i] = new double[block + 1];
        }
        this.re = new double[block + 1];
        this.im = new double[block + 1];
        this.otherRe = new double[block + 1];
        this.otherIm = new double[block + 1];
        this.gain = new double[block + 1];
        this.quiet = new double[block + 1];
        this.time = new double[2 * block];
        this.overlap = new double[block];
        this.random = SEED;
    }

    /**
     * Suppresses echo and noise.
     *
     * @param error what the linear stage has left
     * @param echo the echo it predicted
     * @param far the far end, aligned
     * @param out receives the block before this one, cleaned
     */
    public void process(double[] error, double[] echo, double[] far, double[] out) {
        spectrum(1, echo, otherRe, otherIm);
        spectrum(2, far, otherRe, otherIm);
        spectrum(0, error, re, im);
        noiseGain.follow(power[0]);
        echoGain.gains(power[0], power[1], power[2], noiseGain.background(), gain);
        noiseGain.gains(power[0], quiet);
        double floor = noiseGain.floor();
        double[] background = noiseGain.background();
        for (int k = 0; k <= block; k++) {
            double passed = gain[k] * quiet[k];
            double fill = floor * Math.sqrt(Math.max(0, 1 - gain[k] * gain[k]) * background[k]);
            re[k] = passed * re[k] + fill * uniform();
            im[k] = passed * im[k] + fill * uniform();
        }
        overlapAdd(out);
    }

    /**
     * Suppresses noise only.
     *
     * @param in the signal
     * @param out receives the block before this one, cleaned
     */
    public void process(double[] in, double[] out) {
        spectrum(0, in, re, im);
        noiseGain.follow(power[0]);
        noiseGain.gains(power[0], quiet);
        for (int k = 0; k <= block; k++) {
            re[k] *= quiet[k];
            im[k] *= quiet[k];
        }
        overlapAdd(out);
    }

    private void spectrum(int signal, double[] samples, double[] toRe, double[] toIm) {
        double[] old = before[signal];
        for (int i = 0; i < block; i++) {
            time[i] = window[i] * old[i];
            time[block + i] = window[block + i] * samples[i];
        }
        System.arraycopy(samples, 0, old, 0, block);
        fft.forward(time, toRe, toIm);
        double[] p = power[signal];
        for (int k = 0; k <= block; k++) {
            p[k] = toRe[k] * toRe[k] + toIm[k] * toIm[k];
        }
    }

    private void overlapAdd(double[] out) {
        fft.inverse(re, im, time);
        for (int i = 0; i < block; i++) {
            out[i] = overlap[i] + window[i] * time[i];
            overlap[i] = window[block + i] * time[block + i];
        }
    }

    /** Xorshift; the noise must be the same on every run. */
    private double uniform() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return HALF_WIDTH * (random >> 11) * 0x1p-52;
    }

    /**
     * How likely the near end speaks.
     *
     * @return 0..1
     */
    public double nearEnd() {
        return echoGain.nearEnd();
    }

    /**
     * Whether the far end is heard in what the linear stage has left.
     *
     * @return true while there is residual echo to suppress
     */
    public boolean farActive() {
        return echoGain.farActive();
    }

    @Override
    public long stateBytes() {
        return echoGain.stateBytes() + noiseGain.stateBytes() + (long) Double.BYTES * (4L * block + 1);
    }

    @Override
    public void reset() {
        echoGain.reset();
        noiseGain.reset();
        Spectra.fill(before, 0);
        Arrays.fill(overlap, 0);
        random = SEED;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        echoGain.save(out);
        noiseGain.save(out);
        Spectra.save(out, before);
        StateIo.writeDoubles(out, overlap);
        out.writeLong(random);
    }

    @Override
    public void load(DataInput in) throws IOException {
        echoGain.load(in);
        noiseGain.load(in);
        Spectra.load(in, "post-filter.before", before);
        StateIo.readDoubles(in, "post-filter.overlap", overlap);
        random = in.readLong();
    }
}
