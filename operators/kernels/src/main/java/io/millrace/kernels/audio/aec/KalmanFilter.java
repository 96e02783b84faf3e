package io.millrace.kernels.audio.aec;

import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.fft.RealFft;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The partitioned-block frequency-domain Kalman filter: every bin of every partition has an uncertainty of its own, and the
 * gain follows from it and from how much of the error is none of the echo's.
 *
 * <p>With X the far end's spectra, E that of the error, P the uncertainty, A the memory of the echo path: noise {@code m =
 * (m + |E|^2) / 2}, {@code R = sum P |X|^2 + n m}, {@code G = P X* / R}, {@code P = A^2 (1 - G X / 2) P + (1 - A^2) |H|^2},
 * {@code H = A (H + G E)}. While somebody speaks at the near end m grows and the gain falls, so that no
 * separate detector has to freeze it. Constrained are the first partition and one in eight of the others a block, in turn.
 *
 * <p>State {@code 88 * taps} bytes, about.
 *
 * @see <a href="https://doi.org/10.1109/ICASSP.2014.6853806">Kuech, Mabande, Enzner: State-space architecture of the
 *     partitioned-block-based acoustic echo controller, ICASSP 2014</a>
 */
public final class KalmanFilter implements EchoFilter {

    private static final double TINY = 1e-10;
    private static final double NOISE_MEMORY = 0.5;
    /** A path never gets so sure of a bin in which it has nothing that it could not learn one there. */
    private static final double RESTLESSNESS = 0.03;

    /** Nor of a path that was not there: headphones may be unplugged. -30 dB. */
    private static final double LEAST_PATH_ENERGY = 1e-3;

    private static final int CONSTRAINED_ONE_OF = 8;

    private final int block;
    private final double memory;
    private final double noiseWeight;
    private final RealFft fft;
    private final FarSpectra far;
    private final double[][] pathRe;
    private final double[][] pathIm;
    private final double[][] uncertainty;
    private final KeptPath kept;
    private final double[] noise;
    private final double[] spectrumRe;
    private final double[] spectrumIm;
    private final double[] gain;
    private final double[] restless;
    private final double[] stepRe;
    private final double[] stepIm;
    private final double[] time;
    private int turn;

    /**
     * A filter that has learned nothing.
     *
     * @param block samples a block, a power of two, 16..4096
     * @param partitions blocks that the echo path may last, 1..256
     * @param memory A, how much of the echo path is expected to survive a block, above 0, below 1: 0.999 follows a path that
     *     moves, 0.9999 gives a deeper null on one that does not
     * @param noiseWeight n, above 0: 0.125 learns fast, 0.5 is twice as steady while both ends speak
     */
    public KalmanFilter(int block, int partitions, double memory, double noiseWeight) {
        this.block = Require.inRange("block", block, 16, 4096);
        Require.inRange("partitions", partitions, 1, 256);
        this.memory = Require.between("memory", memory, 0, 1);
        this.noiseWeight = Require.positive("noiseWeight", noiseWeight);
        int bins = block + 1;
        this.fft = new RealFft(2 * block);
        this.far = new FarSpectra(block, partitions, 1);
        this.pathRe = new double[partitions][bins];
        this.pathIm = new double[partitions][bins];
        this.uncertainty = new double[partitions][bins];
        this.noise = new double[bins];
        this.spectrumRe = new double[bins];
        this.spectrumIm = new double[bins];
        this.gain = new double[bins];
        this.restless = new double[bins];
        this.stepRe = new double[bins];
        this.stepIm = new double[bins];
        this.time = new double[2 * block];
        this.kept = new KeptPath(pathRe, pathIm, uncertainty);
        forget();
    }

    @Override
    public int blockSamples() {
        return block;
    }

    @Override
    public int taps() {
        return block * pathRe.length;
    }

    @Override
    public void process(double[] farBlock, double[] mic, boolean adapt, double[] error, double[] echo) {
        far.push(farBlock);
        far.filter(pathRe, pathIm, spectrumRe, spectrumIm);
        fft.inverse(spectrumRe, spectrumIm, time);
        for (int i = 0; i < block; i++) {
            echo[i] = time[block + i];
            error[i] = mic[i] - echo[i];
        }
        if (adapt) {
            learn(error);
        }
    }

    private void learn(double[] error) {
        Arrays.fill(time, 0, block, 0);
        System.arraycopy(error, 0, time, block, block);
        fft.forward(time, spectrumRe, spectrumIm);
        for (int k = 0; k <= block; k++) {
            double power = spectrumRe[k] * spectrumRe[k] + spectrumIm[k] * spectrumIm[k];
            noise[k] = NOISE_MEMORY * noise[k] + (1 - NOISE_MEMORY) * power;
            gain[k] = noiseWeight * noise[k] + TINY;
        }
        for (int p = 0; p < pathRe.length; p++) {
            addExplained(far.re(p), far.im(p), uncertainty[p], gain);
        }
        double share = RESTLESSNESS / pathRe.length;
        Arrays.fill(restless, LEAST_PATH_ENERGY / pathRe.length);
        for (int p = 0; p < pathRe.length; p++) {
            addPower(pathRe[p], pathIm[p], share, restless);
        }
        // One division a bin for all partitions.
        for (int k = 0; k <= block; k++) {
            gain[k] = 1 / gain[k];
        }
        for (int p = 0; p < pathRe.length; p++) {
            update(p);
        }
        constrain(0);
        for (int i = 0; i < pathRe.length; i += CONSTRAINED_ONE_OF) {
            turn = turn + 1 < pathRe.length ? turn + 1 : 0;
            constrain(turn);
        }
    }

    private static void addExplained(double[] xRe, double[] xIm, double[] uncertainty, double[] sum) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += uncertainty[k] * (xRe[k] * xRe[k] + xIm[k] * xIm[k]);
        }
    }

    private static void addPower(double[] re, double[] im, double share, double[] sum) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += share * (re[k] * re[k] + im[k] * im[k]);
        }
    }

    private void update(int p) {
        step(far.re(p), far.im(p), uncertainty[p]);
        for (int k = 0; k <= block; k++) {
            double re = stepRe[k] * spectrumRe[k] - stepIm[k] * spectrumIm[k];
            double im = stepRe[k] * spectrumIm[k] + stepIm[k] * spectrumRe[k];
            stepRe[k] = re;
            stepIm[k] = im;
        }
        shrink(far.re(p), far.im(p), uncertainty[p], pathRe[p], pathIm[p]);
        add(pathRe[p], stepRe);
        add(pathIm[p], stepIm);
    }

    /** A partition is as long as a block: what lies beyond is of the circular convolution and none of the path's. */
    private void constrain(int p) {
        fft.inverse(pathRe[p], pathIm[p], time);
        Arrays.fill(time, block, 2 * block, 0);
        fft.forward(time, pathRe[p], pathIm[p]);
    }

    private void step(double[] xRe, double[] xIm, double[] p) {
        for (int k = 0; k <= block; k++) {
            double mu = p[k] * gain[k];
            stepRe[k] = mu * xRe[k];
            stepIm[k] = -mu * xIm[k];
        }
    }

    private void shrink(double[] xRe, double[] xIm, double[] p, double[] hRe, double[] hIm) {
        double kept = memory * memory;
        for (int k = 0; k <= block; k++) {
            double explained = p[k] * gain[k] * (xRe[k] * xRe[k] + xIm[k] * xIm[k]);
            double energy = hRe[k] * hRe[k] + hIm[k] * hIm[k] + restless[k];
            p[k] = kept * (1 - 0.5 * explained) * p[k] + (1 - kept) * energy;
        }
    }

    private void add(double[] path, double[] step) {
        for (int k = 0; k <= block; k++) {
            path[k] = memory * (path[k] + step[k]);
        }
    }

    @Override
    public void replacePast(double[] past) {
        far.replace(past);
    }

    @Override
    public void response(double[] out) {
        for (int p = 0; p < pathRe.length; p++) {
            fft.inverse(pathRe[p], pathIm[p], time);
            System.arraycopy(time, 0, out, p * block, block);
        }
    }

    @Override
    public long stateBytes() {
        return far.stateBytes() + kept.stateBytes() + (long) Double.BYTES * (block + 1) * (3L * pathRe.length + 1);
    }

    @Override
    public void reset() {
        far.reset();
        forget();
    }

    @Override
    public void forget() {
        Spectra.fill(pathRe, 0);
        Spectra.fill(pathIm, 0);
        Spectra.fill(uncertainty, 1);
        Arrays.fill(noise, 0);
        turn = 0;
        kept.remember();
        kept.remember();
    }

    @Override
    public void remember() {
        kept.remember();
    }

    @Override
    public void recall() {
        kept.recall();
    }

    @Override
    public void shift(int partitions) {
        Spectra.shift(pathRe, partitions, 0);
        Spectra.shift(pathIm, partitions, 0);
        Spectra.shift(uncertainty, partitions, 1);
        kept.shift(partitions, 0, 0, 1);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        far.save(out);
        Spectra.save(out, pathRe);
        Spectra.save(out, pathIm);
        Spectra.save(out, uncertainty);
        StateIo.writeDoubles(out, noise);
        out.writeInt(turn);
        kept.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        far.load(in);
        Spectra.load(in, "kalman.re", pathRe);
        Spectra.load(in, "kalman.im", pathIm);
        Spectra.load(in, "kalman.uncertainty", uncertainty);
        StateIo.readDoubles(in, "kalman.noise", noise);
        turn = StateIo.readInt(in, "kalman.turn", 0, pathRe.length - 1);
        kept.load(in);
    }
}
