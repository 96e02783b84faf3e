package io.millrace.kernels.audio.aec;

import static org.assertj.core.api.Assertions.assertThat;

/** A loudspeaker, a room, a microphone: made of numbers, the same everywhere. */
final class Scene {

    private Scene() {}

    /** Uniform in -1..1 from Knuth's 64-bit linear congruence, upper 32 bits: `lcg` of operators/reference/aec.py. */
    static double[] uniform(int count, long seed) {
        double[] values = new double[count];
        long state = seed;
        for (int i = 0; i < count; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            values[i] = (state >>> 32) / 2147483648.0 - 1;
        }
        return values;
    }

    /** A random echo path of energy 1 whose amplitude falls by 43 dB to its end. */
    static double[] room(int taps, long seed) {
        double[] path = uniform(taps, seed);
        double energy = 0;
        for (int i = 0; i < taps; i++) {
            path[i] *= Math.exp(-5.0 * i / taps);
            energy += path[i] * path[i];
        }
        for (int i = 0; i < taps; i++) {
            path[i] /= Math.sqrt(energy);
        }
        return path;
    }

    /** The signal through a path, {@code delay} samples late. */
    static double[] through(double[] signal, double[] path, int delay) {
        double[] out = new double[signal.length];
        for (int n = delay; n < out.length; n++) {
            double sum = 0;
            int last = Math.min(path.length - 1, n - delay);
            for (int k = 0; k <= last; k++) {
                sum += path[k] * signal[n - delay - k];
            }
            out[n] = sum;
        }
        return out;
    }

    static double[] sum(double[] a, double[] b, double weight) {
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] + weight * b[i];
        }
        return out;
    }

    /** Syllables: noise that comes and goes at four a second, dying to nothing in between. */
    static double[] syllables(int count, double rateHz, long seed) {
        double[] out = uniform(count, seed);
        double low = 0;
        for (int i = 0; i < count; i++) {
            double swell = Math.max(0, StrictMath.sin(2 * Math.PI * 4 * i / rateHz));
            low = 0.6 * low + 0.4 * out[i];
            out[i] = 0.5 * swell * low;
        }
        return out;
    }

    /** 10 log10 of the energy ratio over {@code from..to-1}. */
    static double ratioDb(double[] a, double[] b, int from, int to) {
        double above = 0;
        double below = 1e-20;
        for (int i = from; i < to; i++) {
            above += a[i] * a[i];
            below += b[i] * b[i];
        }
        return 10 * Math.log10(above / below);
    }

    /** The echo over what of it is left where the near end is known. */
    static double trueErleDb(double[] mic, double[] out, double[] near, int from, int to) {
        return ratioDb(sum(mic, near, -1), sum(out, near, -1), from, to);
    }

    /** What a canceller makes of two signals, with its delay of one block taken off. */
    static Outputs run(EchoCancellation canceller, double[] mic, double[] far) {
        int block = canceller.blockSamples();
        int length = Math.min(mic.length, far.length) / block * block;
        double[] linear = new double[length];
        double[] full = new double[length];
        float[] m = new float[block];
        float[] f = new float[block];
        float[] l = new float[block];
        float[] o = new float[block];
        float[] y = new float[block];
        for (int start = 0; start < length; start += block) {
            for (int i = 0; i < block; i++) {
                m[i] = (float) mic[start + i];
                f[i] = (float) far[start + i];
            }
            canceller.process(m, f, l, y, o);
            for (int i = 0; i < block && start > 0; i++) {
                linear[start - block + i] = l[i];
                full[start - block + i] = o[i];
            }
        }
        return new Outputs(linear, full, length - block);
    }

    /** Both outputs, aligned with the microphone; the last block is missing. */
    @SuppressWarnings("ArrayRecordComponent") // read in the test that made it
    record Outputs(double[] linear, double[] full, int length) {}

    /** The error of an adaptive filter over whole signals. */
    static double[] error(EchoFilter filter, double[] mic, double[] far) {
        int block = filter.blockSamples();
        double[] error = new double[mic.length / block * block];
        double[] m = new double[block];
        double[] f = new double[block];
        double[] e = new double[block];
        double[] y = new double[block];
        for (int start = 0; start < error.length; start += block) {
            System.arraycopy(mic, start, m, 0, block);
            System.arraycopy(far, start, f, 0, block);
            filter.process(f, m, true, e, y);
            System.arraycopy(e, 0, error, start, block);
        }
        assertThat(error).doesNotContain(Double.NaN);
        return error;
    }
}
