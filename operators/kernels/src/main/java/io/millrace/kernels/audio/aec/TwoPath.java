package io.millrace.kernels.audio.aec;

import io.millrace.kernels.fft.Window;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A background filter that learns and a foreground filter that cancels. Whether the background has become better, or has gone
 * astray, is told from the difference of their error energies against its own variance, over one block and over two
 * averages of different length.
 */
final class TwoPath {

    final double[][] re;
    final double[][] im;
    final double[][] foregroundRe;
    final double[][] foregroundIm;
    /** Error of the background filter, to learn from. */
    final double[] error;

    private final int block;
    private final KeptPath kept;
    private final double[] rise;
    private double shortMean;
    private double longMean;
    private double shortVariance;
    private double longVariance;

    TwoPath(int block, int partitions) {
        this.block = block;
        this.re = new double[partitions][block + 1];
        this.im = new double[partitions][block + 1];
        this.foregroundRe = new double[partitions][block + 1];
        this.foregroundIm = new double[partitions][block + 1];
        this.error = new double[block];
        this.kept = new KeptPath(foregroundRe, foregroundIm);
        this.rise = Window.HANN.periodic(2 * block);
    }

    /** Decides which filter goes on; {@code foreground} becomes the echo to take off, faded over if it has changed. */
    void choose(double[] mic, double[] foreground, double[] background) {
        double better = 0;
        double apart = 10;
        double foregroundEnergy = 0;
        for (int i = 0; i < block; i++) {
            double f = mic[i] - foreground[i];
            double b = mic[i] - background[i];
            double d = foreground[i] - background[i];
            foregroundEnergy += f * f;
            better += f * f - b * b;
            apart += d * d;
        }
        shortMean = 0.6 * shortMean + 0.4 * better;
        longMean = 0.85 * longMean + 0.15 * better;
        shortVariance = 0.36 * shortVariance + 0.16 * foregroundEnergy * apart;
        longVariance = 0.7225 * longVariance + 0.0225 * foregroundEnergy * apart;
        if (exceeds(better, 1, foregroundEnergy * apart)
                || exceeds(shortMean, 0.5, shortVariance)
                || exceeds(longMean, 0.25, longVariance)) {
            adopt(foreground, background);
        } else if (exceeds(-better, 4, foregroundEnergy * apart)
                || exceeds(-shortMean, 4, shortVariance)
                || exceeds(-longMean, 4, longVariance)) {
            rollBack(foreground, background);
        }
    }

    private static boolean exceeds(double difference, double factor, double variance) {
        return difference * Math.abs(difference) > factor * variance;
    }

    private void adopt(double[] foreground, double[] background) {
        Spectra.copy(re, foregroundRe);
        Spectra.copy(im, foregroundIm);
        forgetStatistics();
        for (int i = 0; i < block; i++) {
            foreground[i] = rise[block + i] * foreground[i] + rise[i] * background[i];
        }
    }

    private void rollBack(double[] foreground, double[] background) {
        Spectra.copy(foregroundRe, re);
        Spectra.copy(foregroundIm, im);
        System.arraycopy(foreground, 0, background, 0, block);
        forgetStatistics();
    }

    double backgroundError(double[] mic, double[] background) {
        for (int i = 0; i < block; i++) {
            error[i] = mic[i] - background[i];
        }
        return Spectra.energy(error);
    }

    private void forgetStatistics() {
        shortMean = 0;
        longMean = 0;
        shortVariance = 0;
        longVariance = 0;
    }

    void shift(int by) {
        Spectra.shift(re, by, 0);
        Spectra.shift(im, by, 0);
        Spectra.shift(foregroundRe, by, 0);
        Spectra.shift(foregroundIm, by, 0);
        kept.shift(by, 0, 0);
        forgetStatistics();
    }

    void remember() {
        kept.remember();
    }

    void recall() {
        kept.recall();
        Spectra.copy(foregroundRe, re);
        Spectra.copy(foregroundIm, im);
        forgetStatistics();
    }

    long stateBytes() {
        return kept.stateBytes() + (long) Double.BYTES * (4L * re.length * (block + 1) + 4);
    }

    void reset() {
        Spectra.fill(re, 0);
        Spectra.fill(im, 0);
        Spectra.fill(foregroundRe, 0);
        Spectra.fill(foregroundIm, 0);
        forgetStatistics();
        kept.remember();
        kept.remember();
    }

    void save(DataOutput out) throws IOException {
        Spectra.save(out, re);
        Spectra.save(out, im);
        Spectra.save(out, foregroundRe);
        Spectra.save(out, foregroundIm);
        out.writeDouble(shortMean);
        out.writeDouble(longMean);
        out.writeDouble(shortVariance);
        out.writeDouble(longVariance);
        kept.save(out);
    }

    void load(DataInput in) throws IOException {
        Spectra.load(in, "two-path.re", re);
        Spectra.load(in, "two-path.im", im);
        Spectra.load(in, "two-path.foreground-re", foregroundRe);
        Spectra.load(in, "two-path.foreground-im", foregroundIm);
        shortMean = in.readDouble();
        longMean = in.readDouble();
        shortVariance = in.readDouble();
        longVariance = in.readDouble();
        kept.load(in);
    }
}
