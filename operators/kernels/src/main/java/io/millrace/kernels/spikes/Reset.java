package io.millrace.kernels.spikes;

/** What a spike does to the membrane that fired it. */
public enum Reset {
    /** Takes the threshold off: what is above it is kept. */
    SUBTRACT,
    /** Sets it to 0. */
    ZERO,
    /** Sets it to the neuron's reset value. */
    TO_VALUE,
    /** Nothing: the neuron fires for as long as it is above the threshold. */
    NONE
}
