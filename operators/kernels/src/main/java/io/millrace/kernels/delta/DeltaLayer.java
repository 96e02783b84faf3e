package io.millrace.kernels.delta;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A layer between signals, which it was made for: reads the change of its inputs, writes the change of its output. What
 * it remembers beyond the signals is its state; most remember nothing.
 */
public interface DeltaLayer extends KernelState {

    /**
     * Passes the change on.
     *
     * @return multiply-accumulates executed
     */
    long step();

    /**
     * Computes the output anew from what the inputs hold: a keyframe of this layer. Rounding that had gathered is gone, and
     * the change of the output is exactly what it became less what it was.
     *
     * @return multiply-accumulates executed
     */
    long recompute();

    /**
     * The arithmetic of a dense frame.
     *
     * @return multiply-accumulates, 0 for layers without weights
     */
    long denseMacs();

    /**
     * Whether its output gathers rounding from frame to frame, so that it had better be computed anew where everything
     * changed anyway.
     *
     * @return false if each change is computed from what the inputs are
     */
    default boolean drifts() {
        return true;
    }

    /**
     * Weights that the last call read.
     *
     * @return bytes
     */
    default long weightBytes() {
        return 0;
    }

    @Override
    default long stateBytes() {
        return 0;
    }

    @Override
    default void reset() {}

    @Override
    default void save(DataOutput out) throws IOException {}

    @Override
    default void load(DataInput in) throws IOException {}
}
