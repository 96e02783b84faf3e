package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Rate coding: an element spikes in a step with a probability equal to its value.
 *
 * <p>Values are clamped to 0..1; NaN never spikes. Step n of element c draws the upper 24 bits of SplitMix64 number
 * {@code n * elements + c} of the seed, so a stream can be continued anywhere and gives the same spikes on every machine.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele, Lea and Flood, Fast splittable pseudorandom number
 *     generators, 2014</a>
 */
public final class RateEncoder implements KernelState {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final float TO_UNIT = 0x1p-24f;

    private final int elements;
    private final long seed;
    private long step;

    /**
     * An encoder before its first step.
     *
     * @param elements number of elements, at least 1
     * @param seed of the draws
     */
    public RateEncoder(int elements, long seed) {
        this.elements = Require.inRange("elements", elements, 1, Integer.MAX_VALUE);
        this.seed = seed;
    }

    /**
     * Encodes one step.
     *
     * @param in probabilities
     * @param out receives 1 for a spike, else 0; may be {@code in}
     */
    public void process(float[] in, float[] out) {
        long state = seed + step * elements * GOLDEN_GAMMA;
        for (int c = 0; c < elements; c++) {
            state += GOLDEN_GAMMA;
            float draw = (mix(state) >>> 40) * TO_UNIT;
            out[c] = draw < in[c] ? 1f : 0f;
        }
        step++;
    }

    private static long mix(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public long stateBytes() {
        return Long.BYTES;
    }

    @Override
    public void reset() {
        step = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(step);
    }

    @Override
    public void load(DataInput in) throws IOException {
        step = in.readLong();
    }
}
