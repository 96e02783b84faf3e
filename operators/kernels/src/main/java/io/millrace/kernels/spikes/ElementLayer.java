package io.millrace.kernels.spikes;

import io.millrace.kernels.Require;

/** Layers without state that treat each element on its own. */
public final class ElementLayer implements Layer {

    /** What is done to an element. */
    private enum Kind {
        PASS,
        SCALE,
        THRESHOLD
    }

    private final Kind kind;
    private final int elements;
    private final float[] parameter;

    private ElementLayer(Kind kind, int elements, float[] parameter) {
        this.kind = kind;
        this.elements = Require.inRange("elements", elements, 1, Integer.MAX_VALUE);
        this.parameter = parameter.clone();
        Weights.requireFinite("parameter", parameter);
    }

    /**
     * Passes a signal on: an input, an output, or a change of shape.
     *
     * @param elements number of elements
     * @return the layer
     */
    public static ElementLayer pass(int elements) {
        return new ElementLayer(Kind.PASS, elements, new float[0]);
    }

    /**
     * Multiplies: {@code y = s x}.
     *
     * @param scale factor of each element, finite
     * @return the layer
     */
    public static ElementLayer scale(float[] scale) {
        return new ElementLayer(Kind.SCALE, scale.length, scale);
    }

    /**
     * Compares: 1 above the threshold, else 0.
     *
     * @param threshold of each element, finite
     * @return the layer
     */
    public static ElementLayer threshold(float[] threshold) {
        return new ElementLayer(Kind.THRESHOLD, threshold.length, threshold);
    }

    @Override
    public int inputs() {
        return elements;
    }

    @Override
    public int outputs() {
        return elements;
    }

    @Override
    public void step(Signal in, Signal out, boolean dense) {
        float[] x = in.values();
        float[] y = out.values();
        switch (kind) {
            case PASS -> System.arraycopy(x, 0, y, 0, elements);
            case SCALE -> {
                for (int i = 0; i < elements; i++) {
                    y[i] = parameter[i] * x[i];
                }
            }
            case THRESHOLD -> {
                for (int i = 0; i < elements; i++) {
                    y[i] = x[i] > parameter[i] ? 1f : 0f;
                }
            }
        }
    }

    @Override
    public long parameterBytes() {
        return (long) Float.BYTES * parameter.length;
    }
}
