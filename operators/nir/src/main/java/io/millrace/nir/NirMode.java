package io.millrace.nir;

import io.millrace.kernels.spikes.Reset;
import io.millrace.kernels.spikes.ResetTiming;
import io.millrace.kernels.spikes.Synapse;

/**
 * How the differential equations of a NIR file become steps of length dt. NIR leaves that open, and simulators differ;
 * each of them is reproduced here under its name.
 *
 * <p>With k = dt / tau a membrane follows {@code v = beta v + g R i + k v_leak} and a synapse
 * {@code i = (1 - dt / tau_syn) i + (dt / tau_syn) w_in x}.
 *
 * <table><caption>What the modes are made of</caption>
 * <tr><th>mode</th><th>beta</th><th>g</th><th>membrane is driven by</th><th>reset</th><th>when</th></tr>
 * <tr><td>euler</td><td>1 - k</td><td>k</td><td>the synapse before its update</td><td>to v_reset</td><td>same step</td></tr>
 * <tr><td>nir-reference</td><td>1 - k</td><td>k</td><td>the synapse before its update</td><td>subtract</td><td>same</td></tr>
 * <tr><td>norse</td><td>1 - k</td><td>k</td><td>the synapse after its jump</td><td>to v_reset</td><td>same step</td></tr>
 * <tr><td>snntorch</td><td>1 - k</td><td>k</td><td>the synapse after its update</td><td>subtract</td><td>next step</td></tr>
 * <tr><td>nengo</td><td>exp(-k)</td><td>1 - exp(-k)</td><td>the synapse before</td><td>to v_reset</td><td>same step</td></tr>
 * <tr><td>sinabs</td><td>exp(-k)</td><td>k</td><td>the synapse after its update</td><td>subtract</td><td>same step</td></tr>
 * </table>
 *
 * <p>Reset and its timing can be chosen apart from the mode. In {@code snntorch} neurons that fire are scaled so that
 * their input counts as it is: the threshold is divided by the gain instead, as that library's own import does.
 */
public enum NirMode {
    /** Explicit Euler on every equation, reset to {@code v_reset} in the same step: the discretisation of Millrace. */
    EULER(false, false, Synapse.DRIVES_BEFORE_UPDATE, Reset.TO_VALUE, ResetTiming.SAME_STEP),
    /** The reference implementation of CubaLIF in the NIR paper. */
    NIR_REFERENCE(false, false, Synapse.DRIVES_BEFORE_UPDATE, Reset.SUBTRACT, ResetTiming.SAME_STEP),
    /** Norse, feed-forward cells. */
    NORSE(false, false, Synapse.JUMPS, Reset.TO_VALUE, ResetTiming.SAME_STEP),
    /** snnTorch, {@code Leaky} and {@code Synaptic}, with its defaults. */
    SNNTORCH(false, false, Synapse.DRIVES_AFTER_UPDATE, Reset.SUBTRACT, ResetTiming.NEXT_STEP),
    /** Nengo: the exact solution for an input that is constant during a step. */
    NENGO(true, true, Synapse.DRIVES_BEFORE_UPDATE, Reset.TO_VALUE, ResetTiming.SAME_STEP),
    /** Sinabs and Rockpool: exact decay, input as in Euler. */
    SINABS(true, false, Synapse.DRIVES_AFTER_UPDATE, Reset.SUBTRACT, ResetTiming.SAME_STEP);

    private final boolean exactDecay;
    private final boolean exactGain;
    private final Synapse synapse;
    private final Reset reset;
    private final ResetTiming timing;

    NirMode(boolean exactDecay, boolean exactGain, Synapse synapse, Reset reset, ResetTiming timing) {
        this.exactDecay = exactDecay;
        this.exactGain = exactGain;
        this.synapse = synapse;
        this.reset = reset;
        this.timing = timing;
    }

    double decay(double k) {
        return exactDecay ? StrictMath.exp(-k) : 1 - k;
    }

    double gain(double k) {
        return exactGain ? -StrictMath.expm1(-k) : k;
    }

    Synapse synapse() {
        return synapse;
    }

    Reset reset() {
        return reset;
    }

    ResetTiming timing() {
        return timing;
    }
}
