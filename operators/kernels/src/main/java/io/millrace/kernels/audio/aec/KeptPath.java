package io.millrace.kernels.audio.aec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Two earlier states of a filter: when its path is found to have moved, what was learned meanwhile was learned wrong. */
final class KeptPath {

    private final double[][][] now;
    private final double[][][] last;
    private final double[][][] beforeLast;

    /** Keeps states of these arrays, all of one shape. */
    KeptPath(double[][]... now) {
        this.now = now;
        this.last = new double[now.length][now[0].length][now[0][0].length];
        this.beforeLast = new double[now.length][now[0].length][now[0][0].length];
    }

    void remember() {
        for (int i = 0; i < now.length; i++) {
            Spectra.copy(last[i], beforeLast[i]);
            Spectra.copy(now[i], last[i]);
        }
    }

    void recall() {
        for (int i = 0; i < now.length; i++) {
            Spectra.copy(beforeLast[i], now[i]);
            Spectra.copy(beforeLast[i], last[i]);
        }
    }

    void shift(int by, double... fill) {
        for (int i = 0; i < now.length; i++) {
            Spectra.shift(last[i], by, fill[i]);
            Spectra.shift(beforeLast[i], by, fill[i]);
        }
    }

    long stateBytes() {
        return 2L * Double.BYTES * now.length * now[0].length * now[0][0].length;
    }

    void save(DataOutput out) throws IOException {
        for (int i = 0; i < now.length; i++) {
            Spectra.save(out, last[i]);
            Spectra.save(out, beforeLast[i]);
        }
    }

    void load(DataInput in) throws IOException {
        for (int i = 0; i < now.length; i++) {
            Spectra.load(in, "kept-path.last", last[i]);
            Spectra.load(in, "kept-path.before-last", beforeLast[i]);
        }
    }
}
