package io.millrace.kernels.audio.aec;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The past of the far end, to be read at any delay, also between samples and at a delay that changes while it is read
 * (which is how a clock that runs fast or slow is followed).
 *
 * <p>A whole delay that stands still is copied. Any other is interpolated by a Hann-windowed sinc of 32 samples out of a
 * table of 256 phases, linear between them: images below -60 dB up to 0.7 of half the rate.
 *
 * <p>State {@code 4 * capacity} bytes.
 */
final class FarEndLine implements KernelState {

    /** Samples on either side that an interpolated one is made of: the least delay at which one can be read. */
    static final int REACH_SAMPLES = 16;

    private static final int TAPS = 2 * REACH_SAMPLES;
    private static final int PHASES = 256;
    private static final double[][] SINC = sinc();

    private final float[] ring;
    private final int mask;
    private long written;

    /**
     * A line full of silence.
     *
     * @param capacitySamples how far back it can be read, at least 1, rounded up to a power of two
     */
    FarEndLine(int capacitySamples) {
        Require.inRange("capacitySamples", capacitySamples, 1, 1 << 24);
        int size = Integer.highestOneBit(Math.max(2, capacitySamples + TAPS) * 2 - 1);
        this.ring = new float[size];
        this.mask = size - 1;
    }

    private static double[][] sinc() {
        double[][] table = new double[PHASES + 1][TAPS];
        for (int phase = 0; phase <= PHASES; phase++) {
            double sum = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                double at = tap - (REACH_SAMPLES - 1) - (double) phase / PHASES;
                double window = 0.5 + 0.5 * StrictMath.cos(Math.PI * at / REACH_SAMPLES);
                double angle = Math.PI * at;
                table[phase][tap] = window * (Math.abs(angle) < 1e-9 ? 1 : StrictMath.sin(angle) / angle);
                sum += table[phase][tap];
            }
            for (int tap = 0; tap < TAPS; tap++) {
                table[phase][tap] /= sum;
            }
        }
        return table;
    }

    /** Appends samples. */
    void push(double[] samples) {
        for (double sample : samples) {
            ring[(int) (written++ & mask)] = (float) sample;
        }
    }

    /**
     * Copies samples.
     *
     * @param ageSamples age of the last one, 0 for the newest
     * @param out receives {@code length} samples in order of time, from {@code from} on
     */
    void read(long ageSamples, double[] out, int from, int length) {
        long first = written - ageSamples - length;
        for (int i = 0; i < length; i++) {
            out[from + i] = ring[(int) ((first + i) & mask)];
        }
    }

    /**
     * Reads samples at a delay that moves evenly.
     *
     * @param startDelay delay of the first sample against the sample that came {@code out.length} before the newest,
     *     samples, at least {@link #REACH_SAMPLES} unless whole and constant
     * @param endDelay delay that is reached one sample after the last
     * @param out receives the samples
     */
    void read(double startDelay, double endDelay, double[] out) {
        if (startDelay == endDelay && startDelay == Math.rint(startDelay)) {
            read((long) startDelay, out, 0, out.length);
            return;
        }
        double step = 1 - (endDelay - startDelay) / out.length;
        // Relative to the newest sample, so that the fraction keeps its precision for days.
        double position = -out.length - startDelay;
        for (int i = 0; i < out.length; i++) {
            double whole = Math.floor(position);
            out[i] = interpolate(written + (long) whole, (position - whole) * PHASES);
            position += step;
        }
    }

    private double interpolate(long at, double phase) {
        int row = (int) phase;
        double between = phase - row;
        double[] low = SINC[row];
        double[] high = SINC[row + 1];
        long first = at - (REACH_SAMPLES - 1);
        double sum = 0;
        for (int tap = 0; tap < TAPS; tap++) {
            double weight = low[tap] + between * (high[tap] - low[tap]);
            sum += weight * ring[(int) ((first + tap) & mask)];
        }
        return sum;
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * ring.length;
    }

    @Override
    public void reset() {
        Arrays.fill(ring, 0);
        written = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(written);
        StateIo.writeFloats(out, ring);
    }

    @Override
    public void load(DataInput in) throws IOException {
        written = in.readLong();
        StateIo.readFloats(in, "far-end-line", ring);
    }
}
