package io.millrace.kernels.spikes;

/** When a spike resets the membrane. */
public enum ResetTiming {
    /** In the step of the spike, after the comparison: the membrane that is seen from outside is the reset one. */
    SAME_STEP,
    /** In the step after the spike: snnTorch with {@code reset_delay=True}, its default. */
    NEXT_STEP,
    /**
     * As snnTorch computes {@code reset_delay=False}: a membrane that is still above the threshold after its reset is
     * reset once more in the next step, and the spike of that step then resets nothing. Differs from {@link #SAME_STEP}
     * only with {@link Reset#SUBTRACT} and jumps of more than a threshold.
     */
    SNNTORCH_SAME_STEP
}
