package io.millrace.kernels.spikes;

/** How the current of a synapse, i, follows its input x and drives the membrane within one step. */
public enum Synapse {
    /** No current of its own: the membrane is driven by {@code x}. */
    NONE,
    /** Explicit Euler, as in the NIR reference: driven by i, then {@code i = alpha i + gain x}. */
    DRIVES_BEFORE_UPDATE,
    /** As in snnTorch: {@code i = alpha i + gain x}, then driven by i. */
    DRIVES_AFTER_UPDATE,
    /** As in Norse: the input is added, drives, and decays: driven by {@code i + gain x}, then {@code i = alpha (i + gain x)}. */
    JUMPS
}
