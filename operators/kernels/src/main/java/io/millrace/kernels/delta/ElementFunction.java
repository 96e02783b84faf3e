package io.millrace.kernels.delta;

/** A function of one element. */
@FunctionalInterface
public interface ElementFunction {

    /** Larger of the value and zero. */
    ElementFunction RELU = x -> Math.max(x, 0f);

    /** Logistic function. */
    ElementFunction SIGMOID = SmoothFunctions::sigmoid;

    /** Hyperbolic tangent. */
    ElementFunction TANH = SmoothFunctions::tanh;

    /** {@code ln(1 + exp(x))}. */
    ElementFunction SOFTPLUS = x -> (float) (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));

    /** {@code x / (1 + |x|)}. */
    ElementFunction SOFTSIGN = x -> x / (1 + Math.abs(x));

    /** {@code x * clip(x / 6 + 1 / 2, 0, 1)}. */
    ElementFunction HARD_SWISH = x -> x * Math.max(0f, Math.min(1f, x / 6f + 0.5f));

    /**
     * Applies it.
     *
     * @param x the element
     * @return its image
     */
    float apply(float x);

    /**
     * Slope {@code alpha} below zero.
     *
     * @param alpha slope
     * @return the function
     */
    static ElementFunction leakyRelu(float alpha) {
        return x -> x < 0 ? alpha * x : x;
    }

    /**
     * {@code alpha (exp(x) - 1)} below zero.
     *
     * @param alpha limit at minus infinity, negated
     * @return the function
     */
    static ElementFunction elu(float alpha) {
        return x -> x < 0 ? alpha * (float) Math.expm1(x) : x;
    }

    /**
     * Limits the value.
     *
     * @param min lower limit
     * @param max upper limit
     * @return the function
     */
    static ElementFunction clip(float min, float max) {
        return x -> Math.min(max, Math.max(min, x));
    }

    /**
     * {@code clip(alpha x + beta, 0, 1)}.
     *
     * @param alpha slope
     * @param beta offset
     * @return the function
     */
    static ElementFunction hardSigmoid(float alpha, float beta) {
        return x -> Math.max(0f, Math.min(1f, alpha * x + beta));
    }
}
