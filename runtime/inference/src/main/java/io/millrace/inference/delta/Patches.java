package io.millrace.inference.delta;

import io.millrace.kernels.delta.ConvPatches;

/** Convolutions of small pictures by a dense engine, which share one array for pictures and one for results. */
public interface Patches extends AutoCloseable {

    /**
     * Adds a convolution.
     *
     * @param model one input and one output, both of as many rows and columns as are given
     * @param inputChannels channels of a picture
     * @param outputChannels channels of a result
     * @param axes 2 for pictures, 1 for signals over time, whose pictures have one row
     * @return the convolution
     * @throws UnsupportedModelException if it cannot be loaded
     */
    ConvPatches add(byte[] model, int inputChannels, int outputChannels, int axes) throws UnsupportedModelException;

    @Override
    void close();
}
