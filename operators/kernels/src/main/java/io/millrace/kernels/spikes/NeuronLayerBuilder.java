package io.millrace.kernels.spikes;

import io.millrace.kernels.Require;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The parameters of a {@link NeuronLayer}. Arrays have one value per neuron, or a single one for all; they are copied. */
public final class NeuronLayerBuilder {

    final int neurons;
    Synapse synapse = Synapse.NONE;
    float[] alpha = {};
    float[] synapseGain = {};
    float[] beta;
    float[] gain;
    float[] leak;
    float @Nullable [] threshold;
    Reset reset = Reset.NONE;
    ResetTiming timing = ResetTiming.SAME_STEP;
    float[] resetValue;

    NeuronLayerBuilder(int neurons) {
        this.neurons = Require.inRange("neurons", neurons, 1, Integer.MAX_VALUE);
        this.beta = each("beta", 1);
        this.gain = each("gain", 1);
        this.leak = each("leak", 0);
        this.resetValue = each("resetValue", 0);
    }

    /**
     * Gives each neuron a synaptic current.
     *
     * @param kind how it drives the membrane, not NONE
     * @param decay alpha: what is left of it after a step, 0..1
     * @param inputGain factor on the input
     * @return this
     */
    public NeuronLayerBuilder synapse(Synapse kind, float[] decay, float[] inputGain) {
        synapse = kind;
        alpha = each("alpha", decay);
        synapseGain = each("synapseGain", inputGain);
        return this;
    }

    /**
     * Says how the membrane follows its drive: {@code v = beta v + gain d + leak}.
     *
     * @param decay beta: what is left of it after a step, 0..1
     * @param driveGain factor on the drive
     * @param constant added in each step
     * @return this
     */
    public NeuronLayerBuilder membrane(float[] decay, float[] driveGain, float[] constant) {
        beta = each("beta", decay);
        gain = each("gain", driveGain);
        leak = each("leak", constant);
        return this;
    }

    /**
     * Says how the membrane decays; it is driven as it is and leaks to 0.
     *
     * @param decay beta: what is left of it after a step, 0..1
     * @return this
     */
    public NeuronLayerBuilder beta(float... decay) {
        beta = each("beta", decay);
        return this;
    }

    /**
     * Makes the neurons fire when the membrane is above this.
     *
     * @param limit threshold
     * @return this
     */
    public NeuronLayerBuilder threshold(float... limit) {
        threshold = each("threshold", limit);
        return this;
    }

    /**
     * Says what a spike does to the membrane.
     *
     * @param kind what
     * @param when at which step
     * @return this
     */
    public NeuronLayerBuilder reset(Reset kind, ResetTiming when) {
        reset = kind;
        timing = when;
        return this;
    }

    /**
     * Says that a spike sets the membrane to a value, in the same step.
     *
     * @param value the value
     * @return this
     */
    public NeuronLayerBuilder resetTo(float... value) {
        resetValue = each("resetValue", value);
        boolean zeros = allEqual(resetValue, 0f);
        return reset(zeros ? Reset.ZERO : Reset.TO_VALUE, ResetTiming.SAME_STEP);
    }

    /**
     * Makes the population, at rest at 0.
     *
     * @return the population
     */
    public NeuronLayer build() {
        return new NeuronLayer(this);
    }

    private float[] each(String name, float... values) {
        if (values.length != 1 && values.length != neurons) {
            throw new IllegalArgumentException("parameters do not fit the neurons: " + name + ".length=" + values.length
                    + ", neurons=" + neurons + " (expected 1 or " + neurons + ")");
        }
        float[] all = new float[neurons];
        for (int i = 0; i < neurons; i++) {
            all[i] = values[values.length == 1 ? 0 : i];
            if (!Float.isFinite(all[i])) {
                throw new IllegalArgumentException(
                        "parameter is not finite: " + name + "[" + i + "]=" + all[i] + " (expected a finite number)");
            }
        }
        return all;
    }

    static boolean allEqual(float[] values, float value) {
        float[] same = new float[values.length];
        Arrays.fill(same, value);
        return Arrays.equals(same, values);
    }
}
