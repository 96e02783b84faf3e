package io.millrace.kernels.decoding;

/** Counts what linear layers and what follows them do. */
final class NetworkWork implements DecoderMetrics {

    private long weights;
    private long zeroWeights;
    private long bins;
    private long activations;
    private long zeroActivations;
    private long macs;
    private long acs;

    /** Counts a layer from now on. */
    void watch(LinearLayer layer) {
        weights += layer.macs();
        zeroWeights += layer.zeroWeights();
        layer.countIn(this);
    }

    void bin() {
        bins++;
    }

    void operations(long effective, boolean accumulates) {
        if (accumulates) {
            acs += effective;
        } else {
            macs += effective;
        }
    }

    void activations(float[] values) {
        int zeros = 0;
        for (float value : values) {
            zeros += value == 0 ? 1 : 0;
        }
        activations += values.length;
        zeroActivations += zeros;
    }

    @Override
    public double connectionSparsity() {
        return (double) zeroWeights / weights;
    }

    @Override
    public double activationSparsity() {
        return (double) zeroActivations / activations;
    }

    @Override
    public double effectiveMacs() {
        return (double) macs / bins;
    }

    @Override
    public double effectiveAcs() {
        return (double) acs / bins;
    }
}
