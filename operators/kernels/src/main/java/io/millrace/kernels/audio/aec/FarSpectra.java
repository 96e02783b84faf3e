package io.millrace.kernels.audio.aec;

import io.millrace.kernels.StateIo;
import io.millrace.kernels.fft.RealFft;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The spectra of the last blocks of the far end, each over its block and the one before (overlap-save), newest first.
 * Indices turn instead of data.
 */
final class FarSpectra {

    private final int block;
    private final RealFft fft;
    private final double scale;
    private final double[][] re;
    private final double[][] im;
    private final double[] time;
    private int newest;

    /**
     * Spectra of silence.
     *
     * @param block samples a block
     * @param count blocks remembered
     * @param scale what spectra are multiplied by
     */
    FarSpectra(int block, int count, double scale) {
        this.block = block;
        this.fft = new RealFft(2 * block);
        this.scale = scale;
        this.re = new double[count][block + 1];
        this.im = new double[count][block + 1];
        this.time = new double[2 * block];
    }

    void push(double[] samples) {
        push(samples, 0);
    }

    private void push(double[] samples, int from) {
        System.arraycopy(time, block, time, 0, block);
        System.arraycopy(samples, from, time, block, block);
        newest = newest == 0 ? re.length - 1 : newest - 1;
        fft.forward(time, re[newest], im[newest]);
        if (scale != 1) {
            for (int k = 0; k <= block; k++) {
                re[newest][k] *= scale;
                im[newest][k] *= scale;
            }
        }
    }

    /** Starts again from {@code (count + 1) * block} samples, the newest last. */
    void replace(double[] past) {
        Arrays.fill(time, 0);
        for (int from = 0; from + block <= past.length; from += block) {
            push(past, from);
        }
    }

    /** Real part of the spectrum {@code age} blocks ago. */
    double[] re(int age) {
        return re[index(age)];
    }

    /** Imaginary part of the spectrum {@code age} blocks ago. */
    double[] im(int age) {
        return im[index(age)];
    }

    private int index(int age) {
        int index = newest + age;
        return index < re.length ? index : index - re.length;
    }

    /** Sums filter times far end over the partitions. */
    void filter(double[][] filterRe, double[][] filterIm, double[] sumRe, double[] sumIm) {
        Arrays.fill(sumRe, 0);
        Arrays.fill(sumIm, 0);
        for (int p = 0; p < filterRe.length; p++) {
            multiplyAdd(re(p), im(p), filterRe[p], filterIm[p], sumRe, sumIm);
        }
    }

    private static void multiplyAdd(
            double[] xRe, double[] xIm, double[] hRe, double[] hIm, double[] sumRe, double[] sumIm) {
        for (int k = 0; k < sumRe.length; k++) {
            sumRe[k] += xRe[k] * hRe[k] - xIm[k] * hIm[k];
            sumIm[k] += xRe[k] * hIm[k] + xIm[k] * hRe[k];
        }
    }

    long stateBytes() {
        return (long) Double.BYTES * (2L * re.length * (block + 1) + time.length);
    }

    void reset() {
        Spectra.fill(re, 0);
        Spectra.fill(im, 0);
        Arrays.fill(time, 0);
        newest = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(newest);
        StateIo.writeDoubles(out, time);
        Spectra.save(out, re);
        Spectra.save(out, im);
    }

    void load(DataInput in) throws IOException {
        newest = StateIo.readInt(in, "far-spectra.newest", 0, re.length - 1);
        StateIo.readDoubles(in, "far-spectra.time", time);
        Spectra.load(in, "far-spectra.re", re);
        Spectra.load(in, "far-spectra.im", im);
    }
}
