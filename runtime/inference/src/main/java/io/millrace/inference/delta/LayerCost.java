package io.millrace.inference.delta;

/**
 * What one layer with weights costs, each time as a share of the whole model's by the dense engine.
 *
 * @param changes by changes, if all of its input changed
 * @param anew by computing its output anew with the same columns
 * @param engine by the dense engine, input and output copied; infinite if it is not worth a session
 */
record LayerCost(double changes, double anew, double engine) {

    /** How much faster the engine has to be to be worth a session and a third copy of the weights. */
    private static final double WORTH_A_SESSION = 0.85;

    boolean byEngine() {
        return engine < WORTH_A_SESSION * anew;
    }

    /** The cheaper of the ways that do not go by changes. */
    double dense() {
        return byEngine() ? engine : anew;
    }

    /** The share of the input that changed from which on the layer is computed anew. */
    float above() {
        return (float) Math.min(1, dense() / changes);
    }
}
