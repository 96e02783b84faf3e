package io.millrace.kernels.spikes;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A population of integrate-and-fire neurons or leaky integrators that share their equations but not their parameters.
 *
 * <p>One step, for each neuron: the {@link Synapse} turns the input x into a drive d; {@code v = beta v + gain d + leak};
 * {@code s = 1} if {@code v > threshold}, else 0; the {@link Reset} applies to v at its {@link ResetTiming}. With beta = 1
 * it does not leak; without threshold the output is v itself. All is computed in float, in this order, so that a network
 * which was trained in float fires as it did.
 *
 * <p>The loops are free of branches and short enough for the compiler to vectorise. An input that is not finite stays in
 * the membrane: keep it out.
 *
 * <p>State 4 bytes a neuron, 8 with a synapse.
 */
public final class NeuronLayer implements Layer {

    /** Any difference of two floats of ordinary size times this is at least 1. */
    private static final float STEEP = 1e30f;

    private final int neurons;
    private final Synapse synapse;
    private final float[] alpha;
    private final float[] synapseGain;
    private final float[] beta;
    private final float @Nullable [] gain;
    private final float @Nullable [] leak;
    private final float @Nullable [] threshold;
    private final Reset reset;
    private final ResetTiming timing;
    private final float[] resetValue;

    private final float[] v;
    private final float[] current;
    private final float[] drive;
    private final float[] pending;

    NeuronLayer(NeuronLayerBuilder b) {
        this.neurons = b.neurons;
        this.synapse = b.synapse;
        this.alpha = b.alpha.clone();
        this.synapseGain = b.synapseGain.clone();
        this.beta = b.beta.clone();
        this.gain = NeuronLayerBuilder.allEqual(b.gain, 1f) ? null : b.gain.clone();
        this.leak = NeuronLayerBuilder.allEqual(b.leak, 0f) ? null : b.leak.clone();
        this.threshold = b.threshold == null ? null : b.threshold.clone();
        this.reset = b.reset;
        this.timing = b.timing;
        this.resetValue = b.resetValue.clone();
        this.v = new float[neurons];
        this.current = new float[synapse == Synapse.NONE ? 0 : neurons];
        this.drive = new float[neurons];
        this.pending = new float[neurons];
    }

    /**
     * Describes a population.
     *
     * @param neurons number of neurons, at least 1
     * @return a builder: no synapse, no leak, no threshold
     */
    public static NeuronLayerBuilder of(int neurons) {
        return new NeuronLayerBuilder(neurons);
    }

    /**
     * Number of neurons.
     *
     * @return at least 1
     */
    public int neurons() {
        return neurons;
    }

    /**
     * Whether it fires.
     *
     * @return false for integrators, whose output is their membrane
     */
    public boolean spikes() {
        return threshold != null;
    }

    /**
     * The membranes after the last step, to be read only.
     *
     * @return one value per neuron
     */
    public float[] membrane() {
        return v;
    }

    /**
     * Computes one step.
     *
     * @param in input of each neuron, finite
     * @param out receives 1 for a spike, else 0; of integrators the membrane; not {@code in}
     */
    public void step(float[] in, float[] out) {
        float[] d = scaled(synapse(in));
        float[] limit = threshold;
        if (limit == null) {
            integrate(v, beta, d, neurons);
            System.arraycopy(v, 0, out, 0, neurons);
        } else if (timing == ResetTiming.SAME_STEP) {
            integrate(v, beta, d, neurons);
            fire(v, limit, out, neurons);
            resetNow(out, limit);
        } else {
            stepWithPendingReset(d, limit, out);
        }
    }

    @Override
    public int inputs() {
        return neurons;
    }

    @Override
    public int outputs() {
        return neurons;
    }

    @Override
    public boolean isNeurons() {
        return true;
    }

    @Override
    public void step(Signal in, Signal out, boolean dense) {
        step(in.values(), out.values());
    }

    @Override
    public long parameterBytes() {
        int arrays = 1 + (gain == null ? 0 : 1) + (leak == null ? 0 : 1) + (threshold == null ? 0 : 1);
        arrays += (synapse == Synapse.NONE ? 0 : 2) + (reset == Reset.TO_VALUE ? 1 : 0);
        return (long) Float.BYTES * arrays * neurons;
    }

    private float[] synapse(float[] in) {
        return switch (synapse) {
            case NONE -> in;
            case DRIVES_BEFORE_UPDATE -> {
                System.arraycopy(current, 0, drive, 0, neurons);
                decayAndAdd(current, alpha, synapseGain, in, neurons);
                yield drive;
            }
            case DRIVES_AFTER_UPDATE -> {
                decayAndAdd(current, alpha, synapseGain, in, neurons);
                yield current;
            }
            case JUMPS -> {
                jump(current, alpha, synapseGain, in, drive, neurons);
                yield drive;
            }
        };
    }

    private float[] scaled(float[] d) {
        if (gain == null && leak == null) {
            return d;
        }
        float[] g = gain;
        float[] l = leak;
        for (int i = 0; g != null && i < neurons; i++) {
            drive[i] = g[i] * d[i];
        }
        float[] from = g == null ? d : drive;
        for (int i = 0; l != null && i < neurons; i++) {
            drive[i] = from[i] + l[i];
        }
        return drive;
    }

    private void resetNow(float[] s, float[] limit) {
        switch (reset) {
            case SUBTRACT -> subtract(v, s, limit, neurons);
            case ZERO -> zero(v, s, neurons);
            case TO_VALUE -> moveTo(v, s, resetValue, neurons);
            case NONE -> {}
        }
    }

    /** snnTorch: the reset of a step is decided by the membrane that the step before left. */
    private void stepWithPendingReset(float[] d, float[] limit, float[] out) {
        fire(v, limit, pending, neurons);
        if (reset == Reset.ZERO && synapse == Synapse.NONE) {
            zero(v, pending, neurons); // without a synapse the input of the step survives the reset
            integrate(v, beta, d, neurons);
        } else {
            integrate(v, beta, d, neurons);
            resetNow(pending, limit);
        }
        fire(v, limit, out, neurons);
        if (timing == ResetTiming.SNNTORCH_SAME_STEP) {
            for (int i = 0; i < neurons; i++) {
                pending[i] = out[i] - pending[i];
            }
            resetNow(pending, limit);
        }
    }

    private static void decayAndAdd(float[] i, float[] a, float[] g, float[] x, int n) {
        for (int k = 0; k < n; k++) {
            i[k] = a[k] * i[k] + g[k] * x[k];
        }
    }

    private static void jump(float[] i, float[] a, float[] g, float[] x, float[] d, int n) {
        for (int k = 0; k < n; k++) {
            float jumped = i[k] + g[k] * x[k];
            d[k] = jumped;
            i[k] = a[k] * jumped;
        }
    }

    private static void integrate(float[] v, float[] b, float[] d, int n) {
        for (int k = 0; k < n; k++) {
            v[k] = b[k] * v[k] + d[k];
        }
    }

    private static void fire(float[] v, float[] limit, float[] s, int n) {
        for (int k = 0; k < n; k++) {
            s[k] = Math.max(0f, Math.min(1f, (v[k] - limit[k]) * STEEP));
        }
    }

    private static void subtract(float[] v, float[] s, float[] limit, int n) {
        for (int k = 0; k < n; k++) {
            v[k] -= s[k] * limit[k];
        }
    }

    private static void zero(float[] v, float[] s, int n) {
        for (int k = 0; k < n; k++) {
            v[k] -= s[k] * v[k];
        }
    }

    private static void moveTo(float[] v, float[] s, float[] to, int n) {
        for (int k = 0; k < n; k++) {
            v[k] += s[k] * (to[k] - v[k]);
        }
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * (neurons + current.length);
    }

    @Override
    public void reset() {
        Arrays.fill(v, 0f);
        Arrays.fill(current, 0f);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        StateIo.writeFloats(out, v);
        StateIo.writeFloats(out, current);
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readFloats(in, "neurons.membrane", v);
        StateIo.readFloats(in, "neurons.current", current);
    }
}
