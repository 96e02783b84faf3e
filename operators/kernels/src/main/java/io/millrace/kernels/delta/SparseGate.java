package io.millrace.kernels.delta;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A gate as a codec wants it: coordinates and values of what changed, whole frames at times, values rounded if wanted.
 *
 * <p>Rounded values are whole multiples of a power of two, 15 bits wide for the largest of the frame, so that int16 with one
 * exponent holds them exactly. Rounding is never fed back: each value is within half a step of the truth.
 */
public final class SparseGate implements KernelState {

    private static final int MANTISSA_BITS = 15;

    private final DeltaSignal held;
    private final DeltaGate gate;
    private final int keyframeEvery;
    private final boolean rounds;
    private int sinceKeyframe;

    /**
     * A gate whose next frame is whole.
     *
     * @param elements elements of a frame, at least 1
     * @param threshold change above which an element wakes, 0 or more
     * @param release change above which it stays awake, 0..threshold
     * @param keyframeEvery frames between whole frames, 0 for none but the first
     * @param rounds whether values are rounded to what int16 holds
     */
    public SparseGate(int elements, float threshold, float release, int keyframeEvery, boolean rounds) {
        this.held = new DeltaSignal(1, elements);
        this.gate = new DeltaGate(held, threshold, release);
        this.keyframeEvery = Require.inRange("keyframeEvery", keyframeEvery, 0, Integer.MAX_VALUE);
        this.rounds = rounds;
    }

    /**
     * Takes a frame.
     *
     * @param frame the elements
     * @return how many are passed on
     */
    public int process(float[] frame) {
        boolean whole = sinceKeyframe == 0;
        sinceKeyframe = keyframeEvery > 0 && sinceKeyframe + 1 >= keyframeEvery ? 0 : Math.max(1, sinceKeyframe + 1);
        if (whole) {
            gate.keyframe(frame);
            held.activateAll();
        } else {
            gate.step(frame);
        }
        return held.count();
    }

    /**
     * Gives what is passed on.
     *
     * @param coordinates receives the positions, rising
     * @param values receives the values
     */
    public void take(int[] coordinates, float[] values) {
        int n = held.count();
        float largest = 0;
        for (int i = 0; i < n; i++) {
            coordinates[i] = held.active()[i];
            values[i] = held.at(coordinates[i]);
            largest = Math.max(largest, Math.abs(values[i]));
        }
        if (rounds && largest > 0 && largest < Float.POSITIVE_INFINITY) {
            round(values, n, largest);
        }
    }

    private static void round(float[] values, int n, float largest) {
        int exponent = Math.max(Math.getExponent(largest), Float.MIN_EXPONENT) - MANTISSA_BITS + 1;
        int limit = (1 << MANTISSA_BITS) - 1;
        for (int i = 0; i < n; i++) {
            double mantissa = Math.rint(Math.scalb((double) values[i], -exponent));
            // Adding zero turns a negative zero into a positive one, which int16 has.
            values[i] = (float) Math.scalb(Math.max(-limit, Math.min(limit, mantissa)), exponent) + 0f;
        }
    }

    @Override
    public long stateBytes() {
        return gate.stateBytes() + Integer.BYTES;
    }

    @Override
    public void reset() {
        gate.reset();
        sinceKeyframe = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(sinceKeyframe);
        gate.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        sinceKeyframe = StateIo.readInt(in, "gate.sinceKeyframe", 0, Integer.MAX_VALUE);
        gate.load(in);
    }
}
