package io.millrace.kernels.decoding;

import io.millrace.kernels.KernelState;
import org.jspecify.annotations.Nullable;

/** Turns the spike counts of one time bin after the other into the coordinates of a movement. */
public interface Decoder extends KernelState {

    /**
     * Number of channels it was made for.
     *
     * @return at least 1
     */
    int channels();

    /**
     * Number of coordinates it gives.
     *
     * @return at least 1
     */
    int outputs();

    /**
     * Dense synaptic operations for one bin, as NeuroBench counts them: one for each weight that is passed, whether its
     * input is zero or not. Norms, filters and neurons are not counted.
     *
     * @return multiply-accumulates
     */
    long macsPerBin();

    /**
     * What is counted of the network in it.
     *
     * @return the counts, which go on; null for filters, which do the same work for every bin
     */
    default @Nullable DecoderMetrics metrics() {
        return null;
    }

    /**
     * Takes a bin.
     *
     * @param counts finite spike counts, one per channel
     * @param out receives the coordinates; not {@code counts}
     */
    void decode(float[] counts, float[] out);
}
