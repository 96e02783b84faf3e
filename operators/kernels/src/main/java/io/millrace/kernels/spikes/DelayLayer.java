package io.millrace.kernels.spikes;

import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Gives each element later, by its own whole number of steps; zeros until then. */
public final class DelayLayer implements Layer {

    private static final int MOST_STEPS = 1 << 20;

    private final int[] steps;
    private final boolean late;
    private final float[][] ring;
    private int now;

    /**
     * A delay.
     *
     * @param steps of each element, 0..1048576, copied
     */
    public DelayLayer(int[] steps) {
        Require.inRange("elements", steps.length, 1, Integer.MAX_VALUE);
        int most = 0;
        int least = MOST_STEPS;
        for (int s : steps) {
            most = Math.max(most, Require.inRange("delay in steps", s, 0, MOST_STEPS));
            least = Math.min(least, s);
        }
        this.late = least > 0;
        this.steps = steps.clone();
        // Late layers are handed the input one step later.
        for (int i = 0; late && i < steps.length; i++) {
            this.steps[i]--;
        }
        this.ring = new float[late ? most : most + 1][steps.length];
    }

    @Override
    public boolean isLate() {
        return late;
    }

    @Override
    public int inputs() {
        return steps.length;
    }

    @Override
    public int outputs() {
        return steps.length;
    }

    @Override
    public void step(Signal in, Signal out, boolean dense) {
        System.arraycopy(in.values(), 0, ring[now], 0, steps.length);
        float[] y = out.values();
        for (int i = 0; i < steps.length; i++) {
            y[i] = ring[Math.floorMod(now - steps[i], ring.length)][i];
        }
        now = now + 1 == ring.length ? 0 : now + 1;
    }

    @Override
    public long parameterBytes() {
        return (long) Integer.BYTES * steps.length;
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * ring.length * steps.length;
    }

    @Override
    public void reset() {
        now = 0;
        for (float[] row : ring) {
            Arrays.fill(row, 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(now);
        for (float[] row : ring) {
            for (float value : row) {
                out.writeFloat(value);
            }
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        now = StateIo.readInt(in, "delay.now", 0, ring.length - 1);
        for (float[] row : ring) {
            for (int i = 0; i < row.length; i++) {
                row[i] = in.readFloat();
            }
        }
    }
}
