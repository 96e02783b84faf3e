package io.millrace.kernels.audio.aec;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How fast each partition of a filter learns: at first as an echo path decays, then as much as it carries of the path. */
final class PartitionShares {

    private static final double DECAY = 2.4;
    private static final double SUM_AT_FIRST = 0.8;
    private static final double SUM = 0.99;
    private static final double LEAST = 0.1;

    private final double[] share;

    PartitionShares(int partitions) {
        this.share = new double[partitions];
        reset();
    }

    double of(int partition) {
        return share[partition];
    }

    void follow(double[][] re, double[][] im) {
        double largest = 1;
        for (int p = 0; p < share.length; p++) {
            share[p] = Math.sqrt(1 + Spectra.energy(re[p]) + Spectra.energy(im[p]));
            largest = Math.max(largest, share[p]);
        }
        double sum = 1;
        for (int p = 0; p < share.length; p++) {
            share[p] += LEAST * largest;
            sum += share[p];
        }
        for (int p = 0; p < share.length; p++) {
            share[p] *= SUM / sum;
        }
    }

    void reset() {
        double decay = Math.exp(-DECAY / share.length);
        double sum = (1 - Math.pow(decay, share.length)) / (1 - decay);
        for (int p = 0; p < share.length; p++) {
            share[p] = SUM_AT_FIRST * Math.pow(decay, p) / sum;
        }
    }

    void save(DataOutput out) throws IOException {
        StateIo.writeDoubles(out, share);
    }

    void load(DataInput in) throws IOException {
        StateIo.readDoubles(in, "mdf.proportion", share);
    }
}
