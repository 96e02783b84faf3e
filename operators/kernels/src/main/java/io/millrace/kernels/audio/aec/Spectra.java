package io.millrace.kernels.audio.aec;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What is done with several arrays of one length. */
final class Spectra {

    private Spectra() {}

    static void fill(double[][] rows, double value) {
        for (double[] row : rows) {
            Arrays.fill(row, value);
        }
    }

    static void copy(double[][] from, double[][] to) {
        for (int i = 0; i < from.length; i++) {
            System.arraycopy(from[i], 0, to[i], 0, from[i].length);
        }
    }

    /** Moves rows towards the beginning and fills what becomes free at the end. */
    static void shift(double[][] rows, int by, double fill) {
        for (int i = 0; i < rows.length; i++) {
            if (i + by < rows.length) {
                System.arraycopy(rows[i + by], 0, rows[i], 0, rows[i].length);
            } else {
                Arrays.fill(rows[i], fill);
            }
        }
    }

    static void save(DataOutput out, double[][] rows) throws IOException {
        for (double[] row : rows) {
            StateIo.writeDoubles(out, row);
        }
    }

    static void load(DataInput in, String name, double[][] rows) throws IOException {
        for (double[] row : rows) {
            StateIo.readDoubles(in, name, row);
        }
    }

    static double energy(double[] samples) {
        double sum = 0;
        for (double sample : samples) {
            sum += sample * sample;
        }
        return sum;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
