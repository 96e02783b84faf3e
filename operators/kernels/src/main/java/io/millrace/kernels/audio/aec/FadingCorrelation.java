package io.millrace.kernels.audio.aec;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** A cross-spectrum of which a part is forgotten whenever something is added. */
final class FadingCorrelation {

    private final double memory;
    private final double[] re;
    private final double[] im;

    FadingCorrelation(int bins, double memory) {
        this.memory = memory;
        this.re = new double[bins];
        this.im = new double[bins];
    }

    /** Adds what the first signal has of the second, weighted. */
    void add(double weight, double[] aRe, double[] aIm, double[] bRe, double[] bIm) {
        for (int k = 0; k < re.length; k++) {
            re[k] = memory * re[k] + weight * (aRe[k] * bRe[k] + aIm[k] * bIm[k]);
            im[k] = memory * im[k] + weight * (aIm[k] * bRe[k] - aRe[k] * bIm[k]);
        }
    }

    /** Gives the phase only, and nothing of the bins below {@code lowBin}. */
    void whiten(int lowBin, double[] toRe, double[] toIm) {
        for (int k = 0; k < re.length; k++) {
            double power = re[k] * re[k] + im[k] * im[k];
            double weight = k < lowBin ? 0 : 1 / (Math.sqrt(power) + 1e-30);
            toRe[k] = re[k] * weight;
            toIm[k] = im[k] * weight;
        }
    }

    void become(FadingCorrelation other) {
        System.arraycopy(other.re, 0, re, 0, re.length);
        System.arraycopy(other.im, 0, im, 0, im.length);
    }

    void reset() {
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
    }

    void save(DataOutput out) throws IOException {
        StateIo.writeDoubles(out, re);
        StateIo.writeDoubles(out, im);
    }

    void load(DataInput in, String name) throws IOException {
        StateIo.readDoubles(in, name + "-re", re);
        StateIo.readDoubles(in, name + "-im", im);
    }
}
