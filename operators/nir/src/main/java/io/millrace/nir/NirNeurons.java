package io.millrace.nir;

import io.millrace.kernels.spikes.NeuronLayer;
import io.millrace.kernels.spikes.NeuronLayerBuilder;
import io.millrace.kernels.spikes.Reset;
import java.util.Arrays;

/** Neurons: the differential equations of NIR as steps. Parameters are computed in double and rounded once. */
final class NirNeurons {

    private final NirImport how;

    NirNeurons(NirImport how) {
        this.how = how;
    }

    NeuronLayer layer(NirParameters node, int neurons) {
        NeuronLayerBuilder layer = NeuronLayer.of(neurons);
        boolean fires = node.type().endsWith("F");
        boolean cuba = node.type().startsWith("Cuba");
        boolean leaks = !node.type().equals("I") && !node.type().equals("IF");
        double[] r = node.doubles("r", neurons);
        double[] decay = ones(neurons);
        double[] gain = new double[neurons];
        double[] leak = new double[neurons];
        double[] tau = leaks ? constants(node, cuba ? "tau_mem" : "tau", neurons) : decay;
        double[] rest = leaks ? node.doubles("v_leak", neurons, 0) : leak;
        for (int i = 0; i < neurons; i++) {
            double k = how.stepSeconds() / tau[i];
            decay[i] = leaks ? how.mode().decay(k) : 1;
            gain[i] = r[i] * (leaks ? how.mode().gain(k) : how.stepSeconds());
            leak[i] = leaks ? rest[i] * how.mode().gain(k) : 0;
        }
        double[] scale = ones(neurons);
        if (how.mode() == NirMode.SNNTORCH && fires) {
            scale = gain;
            gain = ones(neurons);
        }
        if (cuba) {
            synapse(node, layer, neurons, scale, how.mode() == NirMode.SNNTORCH && fires);
        }
        layer.membrane(floats(decay), floats(gain), floats(divided(leak, scale)));
        if (fires) {
            fire(node, layer, neurons, scale);
        }
        return layer.build();
    }

    /** In snnTorch's scale the synapse counts its input as it is; its gain, too, goes into {@code scale}. */
    private void synapse(NirParameters node, NeuronLayerBuilder layer, int neurons, double[] scale, boolean scaled) {
        double[] tau = constants(node, "tau_syn", neurons);
        double[] weight = node.doubles("w_in", neurons, 1);
        double[] decay = new double[neurons];
        double[] gain = new double[neurons];
        for (int i = 0; i < neurons; i++) {
            double k = how.stepSeconds() / tau[i];
            decay[i] = how.mode().decay(k);
            gain[i] = weight[i] * how.mode().gain(k);
            if (scaled) {
                scale[i] *= gain[i];
                gain[i] = 1;
            }
        }
        layer.synapse(how.mode().synapse(), floats(decay), floats(gain));
    }

    private void fire(NirParameters node, NeuronLayerBuilder layer, int neurons, double[] scale) {
        for (int i = 0; i < neurons; i++) {
            if (!(scale[i] > 0)) {
                throw node.refuse("input cannot drive the neuron", "gain[" + i + "]=" + scale[i], "above 0");
            }
        }
        layer.threshold(floats(divided(node.doubles("v_threshold", neurons), scale)));
        double[] value = divided(node.doubles("v_reset", neurons, 0), scale);
        boolean zeros = Arrays.stream(value).allMatch(v -> v == 0);
        Reset reset = how.reset() == Reset.TO_VALUE && zeros ? Reset.ZERO : how.reset();
        if (reset == Reset.TO_VALUE) {
            layer.resetTo(floats(value));
        }
        layer.reset(reset, how.timing());
    }

    private double[] constants(NirParameters node, String key, int neurons) {
        double[] tau = node.doubles(key, neurons);
        for (int i = 0; i < neurons; i++) {
            // A longer step would overshoot where the decay is not exact.
            if (!(tau[i] > 0) || how.mode().decay(how.stepSeconds() / tau[i]) < -1e-6) {
                throw node.refuse(
                        "time constant is shorter than a step",
                        key + "[" + i + "]=" + tau[i] + " s",
                        "at least " + how.stepSeconds() + " s");
            }
        }
        return tau;
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] divided(double[] values, double[] by) {
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i] == 0 ? 0 : values[i] / by[i]);
        return result;
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
