package io.millrace.kernels.audio.aec;

import io.millrace.kernels.KernelState;

/** An adaptive filter that learns how the far end gets into the microphone, block by block. */
public sealed interface EchoFilter extends KernelState permits KalmanFilter, MdfFilter {

    /**
     * The block.
     *
     * @return samples a call
     */
    int blockSamples();

    /**
     * The length of the echo path it can model.
     *
     * @return samples, a multiple of the block
     */
    int taps();

    /**
     * Predicts the echo of one block, takes it off, and learns from what is left.
     *
     * @param far far end, aligned, {@link #blockSamples} values of full scale 1
     * @param mic microphone, as many
     * @param adapt whether to learn from this block
     * @param error receives the microphone without the predicted echo
     * @param echo receives the predicted echo
     */
    void process(double[] far, double[] mic, boolean adapt, double[] error, double[] echo);

    /**
     * Replaces what it remembers of the far end, because the alignment has changed. What it has learned stays.
     *
     * @param past {@code taps + 2 * blockSamples} values, the newest last: those before the block that comes next
     */
    void replacePast(double[] past);

    /**
     * The impulse response it has learned.
     *
     * @param out receives {@link #taps} values
     */
    void response(double[] out);

    /**
     * Moves what it has learned towards the beginning, because the far end will come that much later; the end is learned anew.
     *
     * @param partitions by how many blocks, 0 or more
     */
    void shift(int partitions);

    /** Puts what it has learned by, in place of what was put by before last; there are two such places. */
    void remember();

    /** Goes back to what was put by before last: what was learned since was learned from a path that had moved. */
    void recall();

    /** Forgets the echo path, but not the far end: what is learned has proved wrong. */
    void forget();
}
