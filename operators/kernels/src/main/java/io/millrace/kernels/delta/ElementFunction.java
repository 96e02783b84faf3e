package io.millrace.kernels.delta;

/** A function of one element. */
@FunctionalInterface
public interface ElementFunction {

    /** Larger of the value and zero. */
    ElementFunction RELU = new ElementFunction() {
        @Override
        public float apply(float x) {
            return Math.max(x, 0f);
        }

        @Override
        public void applyAll(float[] x, int count) {
            for (int i = 0; i < count; i++) {
                x[i] = Math.max(x[i], 0f);
            }
        }
    };

    /** Logistic function. */
    ElementFunction SIGMOID = new ElementFunction() {
        @Override
        public float apply(float x) {
            return SmoothFunctions.sigmoid(x);
        }

        @Override
        public void applyAll(float[] x, int count) {
            SmoothFunctions.sigmoid(x, count);
        }
    };

    /** Hyperbolic tangent. */
    ElementFunction TANH = new ElementFunction() {
        @Override
        public float apply(float x) {
            return SmoothFunctions.tanh(x);
        }

        @Override
        public void applyAll(float[] x, int count) {
            SmoothFunctions.tanh(x, count);
        }
    };

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
     * Applies it in place to the first elements of an array.
     *
     * @param x the elements
     * @param count how many
     */
    default void applyAll(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = apply(x[i]);
        }
    }

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
