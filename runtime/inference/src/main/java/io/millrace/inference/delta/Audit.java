package io.millrace.inference.delta;

import io.millrace.kernels.delta.DeltaSignal;
import java.util.Arrays;
import java.util.List;

/** Measures how far a delta run is from the dense model, layer by layer, on the very same inputs and states. */
public final class Audit implements AutoCloseable {

    /** Elements that quantiles are taken of at most. */
    private static final int SAMPLE = 4096;

    /** A layer and its error at the last audit, absolute. */
    public static final class Line {
        private final String name;
        private final DeltaSignal signal;
        private final Slot dense;
        private final float[] delta;
        private final float[] errors;
        private double p50;
        private double p99;
        private double max;

        private Line(String name, DeltaSignal signal, Slot dense) {
            this.name = name;
            this.signal = signal;
            this.dense = dense;
            this.delta = new float[signal.size()];
            this.errors = new float[Math.min(SAMPLE, signal.size())];
        }

        private void measure() {
            signal.read(delta);
            float[] truth = dense.floats();
            float largest = 0;
            for (int i = 0; i < delta.length; i++) {
                largest = Math.max(largest, Math.abs(delta[i] - truth[i]));
            }
            max = largest;
            int n = errors.length;
            for (int k = 0; k < n; k++) {
                int i = (int) ((long) k * delta.length / n);
                errors[k] = Math.abs(delta[i] - truth[i]);
            }
            Arrays.sort(errors);
            p50 = errors[(n - 1) / 2];
            p99 = errors[(int) ((n - 1) * 0.99)];
        }

        /**
         * The layer.
         *
         * @return operator and number
         */
        public String name() {
            return name;
        }

        /**
         * Median of the absolute error.
         *
         * @return in the unit of the layer
         */
        public double p50() {
            return p50;
        }

        /**
         * 99th percentile of the absolute error.
         *
         * @return in the unit of the layer
         */
        public double p99() {
            return p99;
        }

        /**
         * Largest absolute error.
         *
         * @return in the unit of the layer
         */
        public double max() {
            return max;
        }
    }

    /** An output as the delta run and as the dense model gave it. */
    record Output(Slot delta, Slot dense) {}

    private final DenseEngine.Call call;
    private final List<Line> lines;
    private final List<Output> outputs;
    private double error = Double.NaN;

    Audit(DenseEngine.Call call, List<Line> lines, List<Output> outputs) {
        this.call = call;
        this.lines = lines;
        this.outputs = outputs;
    }

    static Line line(String name, DeltaSignal signal, Slot dense) {
        return new Line(name, signal, dense);
    }

    /** Runs the dense model and compares; gives the largest relative error of an output. */
    double run() {
        call.run();
        lines.forEach(Line::measure);
        double largest = 0;
        for (Output output : outputs) {
            largest = Math.max(
                    largest, relative(output.delta().floats(), output.dense().floats()));
        }
        error = largest;
        return largest;
    }

    /**
     * The distance of two tensors relative to the second, in the Euclidean norm.
     *
     * @param found one
     * @param truth the other
     * @return 0 if equal; infinite if the second is zero and the first is not
     */
    public static double relative(float[] found, float[] truth) {
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < truth.length; i++) {
            double d = (double) found[i] - truth[i];
            distance += d * d;
            norm += (double) truth[i] * truth[i];
        }
        return distance == 0 ? 0 : Math.sqrt(distance / norm);
    }

    /**
     * The largest relative error of an output at the last audit.
     *
     * @return not a number before the first
     */
    public double error() {
        return error;
    }

    /**
     * The layers with weights.
     *
     * @return lines in the model's order
     */
    public List<Line> lines() {
        return lines;
    }

    @Override
    public void close() {
        call.close();
    }
}
