package io.millrace.kernels.delta;

import io.millrace.kernels.KernelState;

/** One direction of a recurrent layer: takes an input and the state before, gives the state after. */
public interface DeltaCell extends KernelState {

    /**
     * Width of the hidden state.
     *
     * @return 1 or more
     */
    int hidden();

    /**
     * Moves on by one step.
     *
     * @param x inputs
     * @param offset where they begin
     * @param h hidden state, overwritten with the next
     * @param c cell state, overwritten with the next; not used by cells that have none
     * @return multiply-accumulates executed
     */
    long step(float[] x, int offset, float[] h, float[] c);

    /**
     * Sets what is held back.
     *
     * @param inputThreshold largest difference of an input that is held back, 0 or more
     * @param hiddenThreshold the same of the hidden state
     */
    void thresholds(float inputThreshold, float hiddenThreshold);

    /**
     * Sets from where on the sums are made anew instead of changed, for the input and for the hidden state each.
     *
     * @param share of elements that changed, 0..1
     */
    void crossover(float share);

    /**
     * The arithmetic of a dense step.
     *
     * @return multiply-accumulates
     */
    long denseMacs();
}
