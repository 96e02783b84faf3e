package io.millrace.kernels.spikes;

/**
 * The connections of one layer as NeuroBench counts them, without biases.
 *
 * <p>Dense operations are one for each weight and use. Effective operations leave out what is multiplied by zero: of the
 * element i that is not zero, the connections that are not zero.
 *
 * @see <a href="https://doi.org/10.1038/s41467-025-56739-4">Yik et al., NeuroBench, 2025</a>
 */
public final class Synapses {

    private final long[] fanOut;
    private final long weights;
    private final long zeroWeights;
    private final long denseOperations;

    /**
     * The connections of a layer.
     *
     * @param fanOut of each input element, its connections with a weight that is not zero; handed over
     * @param weights number of weights
     * @param zeroWeights how many of them are zero
     * @param denseOperations multiply-accumulates of one dense step
     */
    Synapses(long[] fanOut, long weights, long zeroWeights, long denseOperations) {
        this.fanOut = fanOut;
        this.weights = weights;
        this.zeroWeights = zeroWeights;
        this.denseOperations = denseOperations;
    }

    /**
     * The connections of a fully connected layer.
     *
     * @param columns weights by input element, then output element
     * @return the connections
     */
    public static Synapses ofColumns(float[][] columns) {
        long[] fanOut = new long[columns.length];
        long weights = 0;
        long zeros = 0;
        for (int i = 0; i < columns.length; i++) {
            weights += columns[i].length;
            for (float weight : columns[i]) {
                fanOut[i] += weight != 0 ? 1 : 0;
                zeros += weight == 0 ? 1 : 0;
            }
        }
        return new Synapses(fanOut, weights, zeros, weights);
    }

    /**
     * Number of weights.
     *
     * @return shared ones of a convolution once
     */
    public long weights() {
        return weights;
    }

    /**
     * Number of weights that are zero.
     *
     * @return at most {@link #weights}
     */
    public long zeroWeights() {
        return zeroWeights;
    }

    /**
     * Operations of one dense step.
     *
     * @return one for each weight and use
     */
    public long denseOperations() {
        return denseOperations;
    }

    /**
     * Operations of one step that are not by zero.
     *
     * @param in what arrives
     * @return sum of the fan-out of the elements that are not zero
     */
    public long effectiveOperations(Signal in) {
        int count = in.activeCount();
        int[] active = in.active();
        long sum = 0;
        for (int k = 0; k < count; k++) {
            sum += fanOut[active[k]];
        }
        return sum;
    }

    /**
     * Whether the operations of a step are additions only.
     *
     * @param in what arrives
     * @return true if every element is -1, 0 or 1
     */
    public static boolean accumulates(Signal in) {
        int count = in.activeCount();
        int[] active = in.active();
        float[] values = in.values();
        for (int k = 0; k < count; k++) {
            if (Math.abs(values[active[k]]) != 1) {
                return false;
            }
        }
        return true;
    }
}
