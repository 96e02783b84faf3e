package io.millrace.kernels.audio.aec;

import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.fft.RealFft;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The multi-delay block filter with a step size of its own for every bin, learned from how much of the error is leaked echo,
 * and two paths: a background filter learns, a foreground filter cancels and is replaced when the background has proved
 * better ({@link TwoPath}).
 *
 * <p>One partition and the first are constrained a block (the alternately updated form, AUMDF), so it costs a fraction of
 * {@link KalmanFilter}. Works on pre-emphasised samples scaled to 16 bits; the microphone's DC is notched out, hence also
 * out of the error.
 *
 * <p>State {@code 8 * (6 * taps + 20 * block)} bytes, about.
 *
 * @see <a href="https://doi.org/10.1109/29.1536">Soo, Pang: Multidelay block frequency domain adaptive filter, 1990</a>
 * @see <a href="https://arxiv.org/abs/1602.08044">Valin: On adjusting the learning rate in frequency domain echo
 *     cancellation with double-talk, 2007</a>
 */
public final class MdfFilter implements EchoFilter {

    private static final double SATURATED = 32000;
    private static final double TINY_WEIGHT = 1e-300;

    private final int block;
    private final int partitions;
    private final double powerStep;
    private final RealFft fft;
    private final FarSpectra far;
    private final DcNotch notch;
    private final TwoPath paths;
    private final MdfStep step;
    private final double[] farBlock;
    private final double[] micBlock;
    private final double[] foreground;
    private final double[] background;
    private final double[] errorRe;
    private final double[] errorIm;
    private final double[] echoRe;
    private final double[] echoIm;
    private final double[] power;
    private final PartitionShares shares;
    private final double[] time;
    private final double[] emphasised;
    private double farBefore;
    private double errorBefore;
    private double echoBefore;
    private boolean saturated;
    private int turn;

    /**
     * A filter that has learned nothing.
     *
     * @param block samples a block, 16..4096
     * @param partitions blocks that the echo path may last, 2..256
     * @param rateHz sample rate, above 0
     */
    public MdfFilter(int block, int partitions, double rateHz) {
        this.block = Require.inRange("block", block, 16, 4096);
        this.partitions = Require.inRange("partitions", partitions, 2, 256);
        Require.positive("rateHz", rateHz);
        int bins = block + 1;
        this.powerStep = 0.35 / partitions;
        this.fft = new RealFft(2 * block);
        this.far = new FarSpectra(block, partitions + 1, 1.0 / (2 * block));
        this.notch = new DcNotch(rateHz);
        this.paths = new TwoPath(block, partitions);
        this.step = new MdfStep(block, partitions, rateHz);
        this.farBlock = new double[block];
        this.micBlock = new double[block];
        this.foreground = new double[block];
        this.background = new double[block];
        this.errorRe = new double[bins];
        this.errorIm = new double[bins];
        this.echoRe = new double[bins];
        this.echoIm = new double[bins];
        this.power = new double[bins];
        this.shares = new PartitionShares(partitions);
        this.time = new double[2 * block];
        this.emphasised = new double[block * (partitions + 2)];
        forget();
    }

    @Override
    public int blockSamples() {
        return block;
    }

    @Override
    public int taps() {
        return block * partitions;
    }

    @Override
    public void process(double[] farIn, double[] mic, boolean adapt, double[] error, double[] echo) {
        farBefore = Emphasis.apply(farIn, farBefore, farBlock);
        notch.process(mic, micBlock);
        far.push(farBlock);
        estimate(paths.foregroundRe, paths.foregroundIm, foreground);
        if (adapt && !saturated) {
            learn();
        }
        constrain();
        estimate(paths.re, paths.im, background);
        paths.choose(micBlock, foreground, background);
        output(error, echo);
        measure();
        saturated = false;
        for (double sample : mic) {
            saturated |= Math.abs(sample * Emphasis.FULL_SCALE) >= SATURATED;
        }
        turn++;
    }

    private void estimate(double[][] re, double[][] im, double[] out) {
        far.filter(re, im, echoRe, echoIm);
        // Spectra are scaled by 1 / 2 block as they enter, the inverse divides again.
        fft.inverse(echoRe, echoIm, time);
        for (int i = 0; i < block; i++) {
            out[i] = time[block + i] * 2 * block;
        }
    }

    /** The step for the error of the block before: its far end is one block older than the present. */
    private void learn() {
        if (step.adapted()) {
            shares.follow(paths.re, paths.im);
        }
        for (int p = 0; p < partitions; p++) {
            double[] xRe = far.re(p + 1);
            double[] xIm = far.im(p + 1);
            double[] wRe = paths.re[p];
            double[] wIm = paths.im[p];
            double share = shares.of(p);
            double[] size = step.size;
            for (int k = 0; k <= block; k++) {
                double mu = share * size[k];
                wRe[k] += mu * (xRe[k] * errorRe[k] + xIm[k] * errorIm[k]);
                wIm[k] += mu * (xRe[k] * errorIm[k] - xIm[k] * errorRe[k]);
            }
        }
    }

    private void constrain() {
        constrain(0);
        int other = (turn + 1) % (partitions - 1) + 1;
        constrain(other);
    }

    private void constrain(int p) {
        fft.inverse(paths.re[p], paths.im[p], time);
        Arrays.fill(time, block, 2 * block, 0);
        fft.forward(time, paths.re[p], paths.im[p]);
    }

    private void output(double[] error, double[] echo) {
        for (int i = 0; i < block; i++) {
            errorBefore = micBlock[i] - foreground[i] + Emphasis.FACTOR * errorBefore + TINY_WEIGHT;
            echoBefore = foreground[i] + Emphasis.FACTOR * echoBefore + TINY_WEIGHT;
            error[i] = errorBefore / Emphasis.FULL_SCALE;
            echo[i] = echoBefore / Emphasis.FULL_SCALE;
        }
    }

    private void measure() {
        double errorEnergy = paths.backgroundError(micBlock, background);
        spectrum(paths.error, errorRe, errorIm);
        spectrum(background, echoRe, echoIm);
        double[] newestRe = far.re(0);
        double[] newestIm = far.im(0);
        for (int k = 0; k <= block; k++) {
            double x = newestRe[k] * newestRe[k] + newestIm[k] * newestIm[k];
            power[k] = (1 - powerStep) * power[k] + 1 + powerStep * x;
        }
        step.update(
                errorRe,
                errorIm,
                echoRe,
                echoIm,
                power,
                Spectra.energy(farBlock),
                errorEnergy,
                Spectra.dot(paths.error, background),
                Spectra.energy(background));
    }

    private void spectrum(double[] samples, double[] re, double[] im) {
        Arrays.fill(time, 0, block, 0);
        for (int i = 0; i < block; i++) {
            time[block + i] = samples[i] / (2 * block);
        }
        fft.forward(time, re, im);
    }

    @Override
    public void replacePast(double[] past) {
        farBefore = Emphasis.apply(past, 0, emphasised);
        far.replace(emphasised);
    }

    @Override
    public void response(double[] out) {
        for (int p = 0; p < partitions; p++) {
            fft.inverse(paths.foregroundRe[p], paths.foregroundIm[p], time);
            System.arraycopy(time, 0, out, p * block, block);
        }
    }

    @Override
    public void shift(int by) {
        paths.shift(by);
    }

    @Override
    public void remember() {
        paths.remember();
    }

    @Override
    public void recall() {
        paths.recall();
    }

    @Override
    public void forget() {
        paths.reset();
        step.reset();
        Arrays.fill(errorRe, 0);
        Arrays.fill(errorIm, 0);
        Arrays.fill(power, 0);
        shares.reset();
    }

    @Override
    public long stateBytes() {
        return far.stateBytes()
                + paths.stateBytes()
                + step.stateBytes()
                + (long) Double.BYTES * (3L * (block + 1) + partitions + 8);
    }

    @Override
    public void reset() {
        far.reset();
        notch.reset();
        forget();
        farBefore = 0;
        errorBefore = 0;
        echoBefore = 0;
        saturated = false;
        turn = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        far.save(out);
        notch.save(out);
        paths.save(out);
        step.save(out);
        StateIo.writeDoubles(out, errorRe);
        StateIo.writeDoubles(out, errorIm);
        StateIo.writeDoubles(out, power);
        shares.save(out);
        out.writeDouble(farBefore);
        out.writeDouble(errorBefore);
        out.writeDouble(echoBefore);
        out.writeBoolean(saturated);
        out.writeInt(turn % (partitions - 1));
    }

    @Override
    public void load(DataInput in) throws IOException {
        far.load(in);
        notch.load(in);
        paths.load(in);
        step.load(in);
        StateIo.readDoubles(in, "mdf.error-re", errorRe);
        StateIo.readDoubles(in, "mdf.error-im", errorIm);
        StateIo.readDoubles(in, "mdf.power", power);
        shares.load(in);
        farBefore = in.readDouble();
        errorBefore = in.readDouble();
        echoBefore = in.readDouble();
        saturated = in.readBoolean();
        turn = StateIo.readInt(in, "mdf.turn", 0, partitions - 1);
    }
}
