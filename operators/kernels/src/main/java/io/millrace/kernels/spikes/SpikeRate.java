package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Firing rates from counts per bin: an exponential or a rectangular window over the past, scaled to events a second.
 *
 * <p>Exponential: {@code r = a r + (1 - a) x f} with {@code a = exp(-1 / bins)} and f bins a second. Rectangular:
 * {@code r = f * sum of the last bins / bins}; before the window is full, the missing counts are 0. The rectangular sum
 * is kept in double and is exact for counts.
 *
 * @see <a href="https://mitpress.mit.edu/9780262541855/">Dayan and Abbott, Theoretical Neuroscience, 2001, 1.2</a>
 */
public final class SpikeRate implements KernelState {

    /** Form of the window. */
    public enum Window {
        /** Falls by 1/e in the given number of bins. */
        EXPONENTIAL,
        /** The given number of bins, all alike. */
        RECTANGULAR
    }

    private final Window window;
    private final double binsPerSecond;
    private final double keep;
    private final double[] sum;
    private final float[][] ring;
    private int position;

    /**
     * A window over zeros.
     *
     * @param channels number of channels, at least 1
     * @param window form of the window
     * @param bins time constant (above 0) or length (rounded to a whole number, at least 1) in bins
     * @param binsPerSecond rate of the counts, Hz
     */
    public SpikeRate(int channels, Window window, double bins, double binsPerSecond) {
        this.window = window;
        this.binsPerSecond = Require.positive("binsPerSecond", binsPerSecond);
        this.keep = StrictMath.exp(-1 / Require.positive("bins", bins));
        this.sum = new double[Require.inRange("channels", channels, 1, Integer.MAX_VALUE)];
        int length = window == Window.RECTANGULAR
                ? Require.inRange("bins", (int) Math.min(Integer.MAX_VALUE, Math.rint(bins)), 1, 1 << 20)
                : 0;
        this.ring = new float[length][channels];
    }

    /**
     * How late a change comes out: the centre of gravity of the window.
     *
     * @return bins, need not be whole
     */
    public double delayBins() {
        return window == Window.RECTANGULAR ? (ring.length - 1) / 2.0 : keep / (1 - keep);
    }

    /**
     * Takes the counts of one bin.
     *
     * @param counts one per channel, finite
     * @param rates receives the rate of each channel, Hz; may be {@code counts}
     */
    public void process(float[] counts, float[] rates) {
        if (window == Window.EXPONENTIAL) {
            double gain = (1 - keep) * binsPerSecond;
            for (int c = 0; c < sum.length; c++) {
                sum[c] = keep * sum[c] + gain * counts[c];
                rates[c] = (float) sum[c];
            }
            return;
        }
        float[] oldest = ring[position];
        double gain = binsPerSecond / ring.length;
        for (int c = 0; c < sum.length; c++) {
            float count = counts[c];
            sum[c] += (double) count - oldest[c];
            oldest[c] = count;
            rates[c] = (float) (gain * sum[c]);
        }
        position = position + 1 == ring.length ? 0 : position + 1;
    }

    @Override
    public long stateBytes() {
        return (long) sum.length * (Double.BYTES + (long) Float.BYTES * ring.length);
    }

    @Override
    public void reset() {
        Arrays.fill(sum, 0);
        for (float[] counts : ring) {
            Arrays.fill(counts, 0f);
        }
        position = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(position);
        StateIo.writeDoubles(out, sum);
        for (float[] counts : ring) {
            for (float count : counts) {
                out.writeFloat(count);
            }
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        position = StateIo.readInt(in, "spike-rate.position", 0, Math.max(0, ring.length - 1));
        StateIo.readDoubles(in, "spike-rate.sum", sum);
        for (float[] counts : ring) {
            for (int c = 0; c < counts.length; c++) {
                counts[c] = in.readFloat();
            }
        }
    }
}
