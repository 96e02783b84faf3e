package io.millrace.kernels.decoding;

/**
 * What NeuroBench counts of a network while it runs, as it is run here: norms are folded into the layer behind them.
 *
 * @see <a href="https://arxiv.org/abs/2304.04640">Yik et al., NeuroBench, 2023</a>
 */
public interface DecoderMetrics {

    /**
     * Connection sparsity.
     *
     * @return part of the weights that is zero
     */
    double connectionSparsity();

    /**
     * Activation sparsity.
     *
     * @return part of the outputs of rectifiers and neurons that was zero, since the start; not-a-number before
     */
    double activationSparsity();

    /**
     * Effective multiply-accumulates.
     *
     * @return operations a bin with neither factor zero, where inputs are any numbers; mean since the start
     */
    double effectiveMacs();

    /**
     * Effective accumulates.
     *
     * @return additions a bin of weights that are not zero, where inputs are 1, 0 or -1; mean since the start
     */
    double effectiveAcs();
}
