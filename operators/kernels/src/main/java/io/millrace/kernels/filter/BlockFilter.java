package io.millrace.kernels.filter;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Smooths a stream by a filter that runs forwards and backwards over the last block of samples, anew for each sample,
 * and takes one sample of the result: the newest (no delay added), or the middle one (half a block late, and smoother).
 * Over a block of fixed length this is a weighted sum, so a sample costs one product for each tap and channel.
 *
 * <p>It begins as the published decoder does. {@link Variant#LAST} weighs {@code block + 1} samples, and passes the
 * first {@code block} as they are. {@link Variant#MIDDLE} weighs {@code block} samples, output k being made of inputs
 * {@code k - block/2 + 1 .. k + block/2}; the first {@code block/2 - 2} outputs are the inputs as they are, the next
 * one sees a zero before the first sample, and the last {@code block/2} come out as they are when the stream ends.
 *
 * <p>{@link Variant#LAST} smooths only as far as the filter remembers more than the padding of
 * {@link ForwardBackward#paddingSamples}: beyond the newest sample the block is continued point-symmetrically to it, and
 * a symmetric filter leaves the centre of such a signal where it is. At a corner of 0.05 of half the rate the newest
 * sample weighs 0.47; from about 0.2 on it weighs nearly 1 and the output is the input.
 *
 * <p>State {@code 8 * taps * channels} bytes.
 *
 * @see <a href="https://arxiv.org/abs/2312.15889">Combining SNNs with filtering for efficient neural decoding in
 *     implantable brain-machine interfaces</a>
 */
public final class BlockFilter implements KernelState {

    /** Which sample of the filtered block is taken. */
    public enum Variant {
        /** The newest: no delay is added. */
        LAST,
        /** The middle one: half a block late. */
        MIDDLE
    }

    private final double[] weights;
    private final double[][] ring;
    private final double[] work;
    private final Variant variant;
    private final int delay;
    private int position;
    private int seen;

    /**
     * A filter before its first sample.
     *
     * @param sos coefficients, their gain at frequency 0 being 1
     * @param blockSamples length of the block, even, more than {@link ForwardBackward#paddingSamples}
     * @param variant which sample of the filtered block is taken
     * @param channels number of channels, at least 1
     */
    public BlockFilter(Sos sos, int blockSamples, Variant variant, int channels) {
        Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        if (blockSamples % 2 != 0) {
            throw new IllegalArgumentException("block is odd: blockSamples=" + blockSamples + " (expected even)");
        }
        int half = blockSamples / 2;
        this.variant = variant;
        this.weights = variant == Variant.LAST
                ? ForwardBackward.weights(sos, blockSamples + 1, blockSamples)
                : ForwardBackward.weights(sos, blockSamples, half - 1);
        this.delay = variant == Variant.LAST ? 0 : half;
        this.ring = new double[weights.length][channels];
        this.work = new double[channels];
    }

    /**
     * How far the output is behind the input.
     *
     * @return samples
     */
    public int delaySamples() {
        return delay;
    }

    /**
     * The number of samples that are weighed.
     *
     * @return taps
     */
    public int taps() {
        return weights.length;
    }

    /**
     * One of the weights.
     *
     * @param tap 0 for the oldest sample .. {@code taps - 1} for the newest
     * @return the weight
     */
    public double weight(int tap) {
        return weights[tap];
    }

    /**
     * Takes one sample of every channel.
     *
     * @param in samples, one per channel
     * @param out receives the smoothed samples of {@link #delaySamples} before, one per channel; may be {@code in}
     * @return false while there is nothing to give out yet, for the first {@link #delaySamples} samples
     */
    public boolean process(float[] in, float[] out) {
        double[] row = ring[position];
        for (int c = 0; c < row.length; c++) {
            row[c] = in[c];
        }
        if (!smooth()) {
            return false;
        }
        for (int c = 0; c < work.length; c++) {
            out[c] = (float) work[c];
        }
        return true;
    }

    /**
     * Takes one sample of every channel.
     *
     * @param in samples, one per channel
     * @param out receives the smoothed samples of {@link #delaySamples} before, one per channel; may be {@code in}
     * @return false while there is nothing to give out yet, for the first {@link #delaySamples} samples
     */
    public boolean process(double[] in, double[] out) {
        System.arraycopy(in, 0, ring[position], 0, work.length);
        if (!smooth()) {
            return false;
        }
        System.arraycopy(work, 0, out, 0, work.length);
        return true;
    }

    private boolean smooth() {
        position = position + 1 == ring.length ? 0 : position + 1;
        seen = Math.min(seen + 1, 2 * ring.length);
        if (seen <= delay) {
            return false;
        }
        if (seen < firstWeighed()) {
            System.arraycopy(row(delay), 0, work, 0, work.length);
        } else {
            weigh();
        }
        return true;
    }

    /** Middle: the first block weighed is full but for its oldest sample, which is still zero. */
    private int firstWeighed() {
        return variant == Variant.LAST ? ring.length : ring.length - 1;
    }

    /**
     * A sample that is held back when the stream ends, as it came.
     *
     * @param age 0 for the newest .. {@link #delaySamples} - 1
     * @param out receives the sample, one per channel
     */
    public void held(int age, float[] out) {
        Require.inRange("age", age, 0, delay - 1);
        double[] row = row(age);
        for (int c = 0; c < row.length; c++) {
            out[c] = (float) row[c];
        }
    }

    private double[] row(int age) {
        return ring[Math.floorMod(position - 1 - age, ring.length)];
    }

    private void weigh() {
        Arrays.fill(work, 0);
        int tap = 0;
        for (int i = position; i < ring.length; i++) {
            add(weights[tap++], ring[i]);
        }
        for (int i = 0; i < position; i++) {
            add(weights[tap++], ring[i]);
        }
    }

    private void add(double weight, double[] row) {
        for (int c = 0; c < work.length; c++) {
            work[c] += weight * row[c];
        }
    }

    @Override
    public long stateBytes() {
        return (long) Double.BYTES * ring.length * ring[0].length;
    }

    @Override
    public void reset() {
        position = 0;
        seen = 0;
        for (double[] row : ring) {
            Arrays.fill(row, 0);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(ring.length);
        out.writeInt(ring[0].length);
        out.writeInt(position);
        out.writeInt(seen);
        for (double[] row : ring) {
            for (double value : row) {
                out.writeDouble(value);
            }
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readInt(in, "block.taps", ring.length, ring.length);
        StateIo.readInt(in, "block.channels", ring[0].length, ring[0].length);
        position = StateIo.readInt(in, "block.position", 0, ring.length - 1);
        seen = StateIo.readInt(in, "block.seen", 0, 2 * ring.length);
        for (double[] row : ring) {
            for (int c = 0; c < row.length; c++) {
                row[c] = in.readDouble();
            }
        }
    }
}
