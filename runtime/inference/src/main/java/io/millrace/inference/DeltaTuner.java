package io.millrace.inference;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.Clock;
import io.millrace.inference.delta.DeltaSettings;
import io.millrace.inference.delta.UnsupportedModelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Finds thresholds for a model on frames of its input: raises them from front to back, each as far as its share of the
 * error allows. An error is that of the whole run: {@code |delta - dense| / |dense|} in the Euclidean norm over all outputs
 * and frames, each run carrying its own states.
 */
public final class DeltaTuner {

    /** Thresholds that are tried, times the root mean square of the input. */
    private static final double[] LADDER = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1};

    private static final int WARM_UP_FRAMES = 400;

    /**
     * What one choice of thresholds gives.
     *
     * @param settings the choice
     * @param macShare share of the dense multiply-accumulates that was executed, keyframes included
     * @param error relative error of the outputs
     * @param agreement share of frames with the dense model's answer: the largest output, or of one alone which side of
     *     one half it is on
     */
    public record Point(DeltaSettings settings, double macShare, double error, double agreement) {}

    /**
     * The outcome.
     *
     * @param sweep one threshold for all layers, rising
     * @param tuned the best choice within the error
     * @param macs multiply-accumulates of a dense frame
     * @param crossover share of the dense work at which this machine does a frame by changes as fast as densely
     */
    public record Outcome(List<Point> sweep, Point tuned, long macs, double crossover) {

        /**
         * Makes the list immutable.
         *
         * @param sweep one threshold for all layers
         * @param tuned the best choice
         * @param macs multiply-accumulates of a dense frame
         * @param crossover share of the dense work
         */
        public Outcome {
            sweep = List.copyOf(sweep);
        }
    }

    private final OnnxSettings model;
    private final StreamSpec stream;
    private final List<Tensor> frames;
    private final DeviceProfile profile;
    private final OnnxOperator operator = new OnnxOperator();
    private List<List<Tensor>> truth = List.of();

    /**
     * A tuner.
     *
     * @param model the model; its delta settings are left aside
     * @param stream what the frames are
     * @param frames successive frames, at least 2
     * @param profile the device
     */
    public DeltaTuner(OnnxSettings model, StreamSpec stream, List<Tensor> frames, DeviceProfile profile) {
        this.model = model;
        this.stream = stream;
        this.frames = List.copyOf(frames);
        this.profile = profile;
    }

    /**
     * Runs the model as often as it takes.
     *
     * @param maxError largest relative error
     * @param clock times the model for the crossover
     * @return the outcome
     * @throws io.millrace.api.config.ConfigException if the model does not fit the frames or cannot run by changes
     */
    public Outcome tune(double maxError, Clock clock) {
        OnnxSettings dense = new OnnxSettings(
                model.model(),
                model.state(),
                model.constants(),
                model.dims(),
                model.providers(),
                model.threads(),
                model.checkFinite());
        Contract contract = contract(dense);
        truth = outputs(dense);
        double scale = scale();
        List<Point> sweep = new ArrayList<>();
        sweep.add(measure(settings(0, Map.of())));
        for (double step : LADDER) {
            sweep.add(measure(settings(step * scale, Map.of())));
        }
        Point tuned = climb(maxError, scale);
        for (Point point : sweep) {
            // One threshold for all can be better than one after the other.
            tuned = point.error() <= maxError && point.macShare() < tuned.macShare() ? point : tuned;
        }
        return new Outcome(sweep, tuned, contract.macsPerFrame(), crossover(dense, clock));
    }

    /** Nothing falls back: what is measured is what changes cost. */
    private static DeltaSettings settings(double threshold, Map<String, Double> layers) {
        return DeltaSettings.of(threshold)
                .withKeyframeEvery(0)
                .withCrossover(1)
                .withThresholds(layers.entrySet().stream()
                        .map(e -> e.getKey() + "=" + round(e.getValue()))
                        .toList());
    }

    private static String round(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.3g", value);
    }

    private Point climb(double maxError, double scale) {
        List<String> layers = layers();
        double input = 0;
        Map<String, Double> chosen = new LinkedHashMap<>();
        layers.forEach(layer -> chosen.put(layer, 0.0));
        Point best = measure(settings(0, chosen));
        for (int i = 0; i <= layers.size(); i++) {
            double budget = maxError * (i + 1) / (layers.size() + 1);
            for (double step : LADDER) {
                Map<String, Double> next = new LinkedHashMap<>(chosen);
                double nextInput = i == 0 ? step * scale : input;
                if (i > 0) {
                    next.put(layers.get(i - 1), step);
                }
                Point point = measure(settings(nextInput, next));
                if (point.error() > budget) {
                    break;
                }
                input = nextInput;
                chosen.putAll(next);
                best = point.macShare() <= best.macShare() ? point : best;
            }
        }
        return best;
    }

    private List<String> layers() {
        try {
            ModelBinding binding = Models.bind(model, "in", stream, profile, (what, found, expected) -> {
                throw new IllegalArgumentException(what + ": " + found + " (expected " + expected + ")");
            });
            return DeltaModels.plan(Objects.requireNonNull(binding)).thresholdLayers();
        } catch (UnsupportedModelException e) {
            throw new IllegalStateException("model was covered before: error=" + e.getMessage(), e);
        }
    }

    private double scale() {
        double sum = 0;
        long count = 0;
        for (Tensor frame : frames) {
            for (float value : frame.floats()) {
                sum += (double) value * value;
                count++;
            }
        }
        return count == 0 || sum == 0 ? 1 : Math.sqrt(sum / count);
    }

    private Contract contract(OnnxSettings settings) {
        Problems problems = new Problems();
        Contract contract = operator.contract(
                settings, new Inputs("tune", Location.BUILDER, Map.of("in", stream), problems, profile));
        problems.throwIfAny("tune");
        return contract;
    }

    private Processor open(OnnxSettings settings) {
        return operator.open(settings, new OpenContext("tune", List.of(stream), contract(settings), profile));
    }

    private List<List<Tensor>> outputs(OnnxSettings settings) {
        Collector collector = new Collector();
        try (Processor processor = open(settings)) {
            feed(processor, collector, frames.size());
        }
        return collector.emitted;
    }

    private void feed(Processor processor, Emitter emitter, int count) {
        Provenance provenance = Provenance.of(Origin.REPLAY, "tune");
        for (int t = 0; t < count; t++) {
            processor.process(0, new Frame(t, t, 0, t, frames.get(t % frames.size()), provenance), emitter);
        }
    }

    private Point measure(DeltaSettings settings) {
        Collector collector = new Collector();
        double macs = 0;
        double dense = 0;
        try (Processor processor = open(model.withDelta(settings))) {
            Provenance provenance = Provenance.of(Origin.REPLAY, "tune");
            for (int t = 0; t < frames.size(); t++) {
                processor.process(0, new Frame(t, t, 0, t, frames.get(t), provenance), collector);
                macs += gauge(processor, "macs-executed");
                dense += gauge(processor, "macs-dense");
            }
        }
        return new Point(settings, macs / dense, error(collector.emitted), agreement(collector.emitted));
    }

    private static double gauge(Processor processor, String name) {
        return processor.gauges().stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private double error(List<List<Tensor>> found) {
        double distance = 0;
        double norm = 0;
        for (int t = 0; t < truth.size(); t++) {
            for (int o = 0; o < truth.get(t).size(); o++) {
                float[] a = found.get(t).get(o).floats();
                float[] b = truth.get(t).get(o).floats();
                for (int i = 0; i < b.length; i++) {
                    distance += Math.pow((double) a[i] - b[i], 2);
                    norm += (double) b[i] * b[i];
                }
            }
        }
        return distance == 0 ? 0 : Math.sqrt(distance / norm);
    }

    private double agreement(List<List<Tensor>> found) {
        int agree = 0;
        for (int t = 0; t < truth.size(); t++) {
            agree += answer(found.get(t).get(0)) == answer(truth.get(t).get(0)) ? 1 : 0;
        }
        return (double) agree / truth.size();
    }

    private static int answer(Tensor tensor) {
        float[] values = tensor.floats();
        if (values.length == 1) {
            return values[0] >= 0.5f ? 1 : 0;
        }
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /** A keyframe computes every delta layer in full: dense time over its time is where the two ways meet. */
    private double crossover(OnnxSettings dense, Clock clock) {
        DeltaSettings full = DeltaSettings.of(0).withKeyframeEvery(1).withCrossover(1);
        double denseNanos = nanosPerFrame(dense, clock);
        double fullNanos = nanosPerFrame(model.withDelta(full), clock);
        return Math.max(0.01, Math.min(1, denseNanos / fullNanos));
    }

    private double nanosPerFrame(OnnxSettings settings, Clock clock) {
        int count = Math.min(WARM_UP_FRAMES, 4 * frames.size());
        double least = Double.MAX_VALUE;
        try (Processor processor = open(settings)) {
            Collector collector = new Collector();
            feed(processor, collector, count);
            for (int round = 0; round < 5; round++) {
                collector.emitted.clear();
                long before = clock.monotonicNanos();
                feed(processor, collector, count);
                least = Math.min(least, (double) (clock.monotonicNanos() - before) / count);
            }
        }
        return least;
    }

    private static final class Collector implements Emitter {
        private final List<List<Tensor>> emitted = new ArrayList<>();

        @Override
        public void emit(int output, Frame frame) {
            if (output == 0) {
                emitted.add(new ArrayList<>());
            }
            emitted.get(emitted.size() - 1).add(frame.tensor());
        }

        @Override
        public void drop(DropReason reason) {
            throw new IllegalStateException(
                    "frame dropped while tuning: reason=" + reason + " (expected finite outputs)");
        }
    }
}
