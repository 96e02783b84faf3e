package io.millrace.kernels.spikes;

/**
 * The static metrics of NeuroBench for a model that is described part by part: footprint in bytes, and synaptic operations
 * of one dense execution. For decoders that are no {@link SpikingNetwork}, and for comparing with published tables.
 *
 * @see <a href="https://doi.org/10.1038/s41467-025-56739-4">Yik et al., NeuroBench, 2025</a>
 */
public final class NeuroBenchModel {

    private long bytes;
    private long operations;

    /** A model without parts. */
    public NeuroBenchModel() {}

    /**
     * Adds a fully connected layer of single precision.
     *
     * @param inputs number of inputs
     * @param outputs number of outputs
     * @param bias whether each output has a bias
     * @param uses how often it is computed in one execution
     * @return this
     */
    public NeuroBenchModel linear(int inputs, int outputs, boolean bias, int uses) {
        operations += (long) inputs * outputs * uses;
        return memory((long) inputs * outputs + (bias ? outputs : 0), Float.BYTES);
    }

    /**
     * Adds a batch normalisation: scale, offset, running mean and variance in single precision, and a 64-bit counter.
     *
     * @param features number of features
     * @return this
     */
    public NeuroBenchModel batchNorm(int features) {
        return memory(4L * features, Float.BYTES).memory(1, Long.BYTES);
    }

    /**
     * Adds numbers held: parameters or buffers.
     *
     * @param count how many
     * @param bytesEach size of one
     * @return this
     */
    public NeuroBenchModel memory(long count, int bytesEach) {
        bytes += count * bytesEach;
        return this;
    }

    /**
     * Parameters and buffers.
     *
     * @return bytes
     */
    public long footprintBytes() {
        return bytes;
    }

    /**
     * Synaptic operations of one dense execution, without biases.
     *
     * @return one for each weight and use
     */
    public long denseSynapticOperations() {
        return operations;
    }
}
