package io.millrace.kernels.spikes;

import java.util.List;

/**
 * What a spiking network costs, under the names and by the formulas of NeuroBench.
 *
 * <p>Static: footprint, connection sparsity, dense synaptic operations. Of the steps since the last
 * {@link #restart}: activation sparsity, and effective operations a step: additions (ACs) of layers whose whole input was
 * -1, 0 or 1 in that step, else multiply-accumulates (MACs). Biases are left out. The numbers are no state of the network.
 *
 * @see Synapses
 * @see <a href="https://doi.org/10.1038/s41467-025-56739-4">Yik et al., NeuroBench, 2025</a>
 */
public final class NetworkMetrics {

    private final long parameterBytes;
    private final long weights;
    private final long zeroWeights;
    private final long denseOperations;
    private final SpikingNetwork network;
    private long steps;
    private long activations;
    private long zeroActivations;
    private long macs;
    private long acs;

    NetworkMetrics(List<Layer> layers, SpikingNetwork network) {
        this.network = network;
        long bytes = 0;
        long all = 0;
        long zeros = 0;
        long operations = 0;
        for (Layer layer : layers) {
            bytes += layer.parameterBytes();
            Synapses synapses = layer.synapses();
            if (synapses != null) {
                all += synapses.weights();
                zeros += synapses.zeroWeights();
                operations += synapses.denseOperations();
            }
        }
        this.parameterBytes = bytes;
        this.weights = all;
        this.zeroWeights = zeros;
        this.denseOperations = operations;
    }

    void begin() {
        steps++;
    }

    void count(Layer layer, Signal in, Signal out) {
        Synapses synapses = layer.synapses();
        if (synapses != null) {
            long effective = synapses.effectiveOperations(in);
            if (Synapses.accumulates(in)) {
                acs += effective;
            } else {
                macs += effective;
            }
        }
        if (layer instanceof NeuronLayer neurons && neurons.spikes()) {
            activations += neurons.neurons();
            zeroActivations += neurons.neurons() - out.activeCount();
        }
    }

    /** Begins to count anew. */
    public void restart() {
        steps = 0;
        activations = 0;
        zeroActivations = 0;
        macs = 0;
        acs = 0;
    }

    /**
     * Parameters and state.
     *
     * @return bytes
     */
    public long footprintBytes() {
        return parameterBytes + network.stateBytes();
    }

    /**
     * The part of the weights that is zero.
     *
     * @return 0..1, NaN without weights
     */
    public double connectionSparsity() {
        return (double) zeroWeights / weights;
    }

    /**
     * The part of the neurons' outputs that was zero.
     *
     * @return 0..1, NaN before the first step
     */
    public double activationSparsity() {
        return (double) zeroActivations / activations;
    }

    /**
     * Synaptic operations of one step if nothing were zero.
     *
     * @return one for each weight and use
     */
    public long denseSynapticOperations() {
        return denseOperations;
    }

    /**
     * Multiply-accumulates with neither factor zero.
     *
     * @return mean of a step, NaN before the first
     */
    public double effectiveMacs() {
        return (double) macs / steps;
    }

    /**
     * Additions of a weight that is not zero.
     *
     * @return mean of a step, NaN before the first
     */
    public double effectiveAcs() {
        return (double) acs / steps;
    }
}
