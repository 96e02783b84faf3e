package io.millrace.inference;

import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
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

    /**
     * What one choice of thresholds gives.
     *
     * @param settings the choice
     * @param macShare share of the dense multiply-accumulates that was executed, keyframes included
     * @param error relative error of the outputs
     * @param agreement share of the dense model's answers that came out the same, see {@link Answers}
     * @param accuracy share of answers that are those of the labels, NaN without labels
     */
    public record Point(DeltaSettings settings, double macShare, double error, double agreement, double accuracy) {}

    /**
     * The outcome.
     *
     * @param sweep one threshold for all layers, rising
     * @param tuned the best choice within the error
     * @param macs multiply-accumulates of a dense frame
     * @param crossover share of the dense work at which this machine does a frame by changes as fast as densely
     * @param denseAccuracy share of the dense model's answers that are those of the labels, NaN without labels
     */
    public record Outcome(List<Point> sweep, Point tuned, long macs, double crossover, double denseAccuracy) {

        /**
         * Makes the list immutable.
         *
         * @param sweep one threshold for all layers
         * @param tuned the best choice
         * @param macs multiply-accumulates of a dense frame
         * @param crossover share of the dense work
         * @param denseAccuracy share of the dense model's answers that are right
         */
        public Outcome {
            sweep = List.copyOf(sweep);
        }
    }

    private final OnnxSettings model;
    private final TuningRuns runs;
    private final Answers answers;
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
        this(model, new TuningRuns(stream, List.copyOf(frames), profile), new Answers(Answers.Kind.LARGEST, List.of()));
    }

    private DeltaTuner(OnnxSettings model, TuningRuns runs, Answers answers) {
        this.model = model;
        this.runs = runs;
        this.answers = answers;
    }

    /**
     * Says what the task makes of the outputs.
     *
     * @param halves whether each output is an answer, by the side of one half it is on, as of a mask; else the largest is
     * @param labels the true answer of each frame, empty if nobody knows: the largest output's index, or of one output 1
     *     from one half on
     * @return a tuner that counts such answers
     */
    public DeltaTuner answering(boolean halves, List<Integer> labels) {
        Answers.Kind kind = halves ? Answers.Kind.HALVES : Answers.Kind.LARGEST;
        return new DeltaTuner(model, runs, new Answers(kind, labels));
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
        Contract contract = runs.contract(dense);
        truth = runs.outputs(dense);
        double scale = runs.scale();
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
        return new Outcome(sweep, tuned, contract.macsPerFrame(), crossover(dense, clock), answers.accuracy(truth));
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

    private Point measure(DeltaSettings settings) {
        TuningRuns.Result result = runs.measure(model.withDelta(settings));
        return new Point(
                settings,
                result.macShare(),
                TuningRuns.error(result.outputs(), truth),
                answers.agreement(result.outputs(), truth),
                answers.accuracy(result.outputs()));
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
            ModelBinding binding = Models.bind(model, "in", runs.stream(), runs.profile(), (what, found, expected) -> {
                throw new IllegalArgumentException(what + ": " + found + " (expected " + expected + ")");
            });
            return DeltaModels.plan(Objects.requireNonNull(binding)).thresholdLayers();
        } catch (UnsupportedModelException e) {
            throw new IllegalStateException("model was covered before: error=" + e.getMessage(), e);
        }
    }

    /** A keyframe computes every delta layer in full: dense time over its time is where the two ways meet. */
    private double crossover(OnnxSettings dense, Clock clock) {
        DeltaSettings full = DeltaSettings.of(0).withKeyframeEvery(1).withCrossover(1);
        double denseNanos = runs.nanosPerFrame(dense, clock);
        double fullNanos = runs.nanosPerFrame(model.withDelta(full), clock);
        return Math.max(0.01, Math.min(1, denseNanos / fullNanos));
    }
}
