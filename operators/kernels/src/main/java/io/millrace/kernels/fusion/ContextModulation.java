package io.millrace.kernels.fusion;

import io.millrace.kernels.Require;

/**
 * The two-point neuron's transfer function: a drive R that a context C amplifies where both agree.
 *
 * <pre>
 * out = R (1 + exp(2 s R C)) / 2        (1 + exp(...)) / 2 at most {@code mostGain}
 * </pre>
 *
 * <p>With s = 1 that is the activation function of Kay and Phillips. It has what context is for: without context (C = 0) the
 * drive passes to the bit; without drive (R = 0) nothing comes out, whatever the context says; the sign is always the
 * drive's; the magnitude rises with R C, and disagreement leaves half of the drive. The exponential is cut off at {@code
 * mostGain}, and what is larger than the largest float is that float, so finite inputs give finite outputs.
 *
 * <p>A later form, ReLU6(R&#178; + 2R + C(1 + |R|)), is not offered: its context drives alone, C at R = 0.
 *
 * @see <a href="https://doi.org/10.1162/neco.1997.9.4.895">J. Kay, W. A. Phillips: Activation functions, computational goals
 *     and learning rules for local processors with contextual guidance. Neural Computation 9(4), 1997</a>
 */
public final class ContextModulation {

    private final double strength;
    private final double mostGain;
    private final double mostExponent;

    /**
     * A modulation.
     *
     * @param strength s: how much the context counts, 0 (not at all) or more
     * @param mostGain the largest gain, above 1
     */
    public ContextModulation(double strength, double mostGain) {
        if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "argument out of range: strength=" + strength + " (expected at least 0)");
        }
        this.strength = strength;
        this.mostGain = Require.between("mostGain", mostGain, 1, Double.POSITIVE_INFINITY);
        this.mostExponent = Math.log(2 * mostGain - 1);
    }

    /**
     * Modulates drives by their contexts.
     *
     * @param drive R, finite; as many as {@code out}, or one for all contexts
     * @param context C, finite; as many as {@code out}, or one for all drives
     * @param out receives the modulated drives
     */
    public void modulate(float[] drive, float[] context, float[] out) {
        int driveStep = drive.length == 1 ? 0 : 1;
        int contextStep = context.length == 1 ? 0 : 1;
        for (int i = 0; i < out.length; i++) {
            float r = drive[i * driveStep];
            double driven = r * gain(r, context[i * contextStep]);
            out[i] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, driven));
        }
    }

    /**
     * What a drive is multiplied by.
     *
     * @param drive R, finite
     * @param context C, finite
     * @return above or equal 0.5, below or equal {@code mostGain}; 1 if either is 0
     */
    public double gain(double drive, double context) {
        double exponent = 2 * strength * drive * context;
        return exponent < mostExponent ? 0.5 * (1 + Math.exp(exponent)) : mostGain;
    }
}
