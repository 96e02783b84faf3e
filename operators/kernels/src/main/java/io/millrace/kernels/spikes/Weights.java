package io.millrace.kernels.spikes;

/** Checks of parameters. */
final class Weights {

    private Weights() {}

    static void requireFinite(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("parameter is not finite: " + name + "[" + i + "]=" + values[i]
                        + " (expected a finite number)");
            }
        }
    }
}
