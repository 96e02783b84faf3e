package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One part of a {@link SpikingNetwork}: turns a signal into a signal in every step. Implemented in this package. */
public interface Layer extends KernelState {

    /**
     * Elements it takes.
     *
     * @return at least 1
     */
    int inputs();

    /**
     * Elements it gives.
     *
     * @return at least 1
     */
    int outputs();

    /**
     * Computes one step.
     *
     * @param in what arrives, to be read only
     * @param out receives the result; the caller says that it changed
     * @param dense whether to work through every element, as the oracle does, instead of through those that are not zero;
     *     the result is the same
     */
    void step(Signal in, Signal out, boolean dense);

    /**
     * Whether its output is that of neurons, so that an edge from it may be delayed by a step to break a cycle.
     *
     * @return false unless overridden
     */
    default boolean isNeurons() {
        return false;
    }

    /**
     * Whether the output of a step does not depend on the input of the same step, so that {@link #step} is called with what
     * arrived one step earlier.
     *
     * @return false unless overridden
     */
    default boolean isLate() {
        return false;
    }

    /**
     * Weights of its synapses.
     *
     * @return null if it has none
     */
    default @Nullable Synapses synapses() {
        return null;
    }

    /**
     * Memory of its parameters.
     *
     * @return bytes
     */
    default long parameterBytes() {
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
