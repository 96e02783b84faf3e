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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs of models on the frames that thresholds are tuned on. */
final class TuningRuns {

    private static final int WARM_UP_FRAMES = 400;

    private final StreamSpec stream;
    private final List<Tensor> frames;
    private final DeviceProfile profile;
    private final OnnxOperator operator = new OnnxOperator();

    TuningRuns(StreamSpec stream, List<Tensor> frames, DeviceProfile profile) {
        this.stream = stream;
        this.frames = frames;
        this.profile = profile;
    }

    StreamSpec stream() {
        return stream;
    }

    DeviceProfile profile() {
        return profile;
    }

    /** Root mean square of the frames, 1 if they are zero. */
    double scale() {
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

    Contract contract(OnnxSettings settings) {
        Problems problems = new Problems();
        Contract contract = operator.contract(
                settings, new Inputs("tune", Location.BUILDER, Map.of("in", stream), problems, profile));
        problems.throwIfAny("tune");
        return contract;
    }

    private Processor open(OnnxSettings settings) {
        return operator.open(settings, new OpenContext("tune", List.of(stream), contract(settings), profile));
    }

    List<List<Tensor>> outputs(OnnxSettings settings) {
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

    /** What a run gave: its outputs frame by frame, and the share of the dense work that it did. */
    record Result(List<List<Tensor>> outputs, double macShare) {}

    Result measure(OnnxSettings settings) {
        Collector collector = new Collector();
        double macs = 0;
        double dense = 0;
        try (Processor processor = open(settings)) {
            Provenance provenance = Provenance.of(Origin.REPLAY, "tune");
            for (int t = 0; t < frames.size(); t++) {
                processor.process(0, new Frame(t, t, 0, t, frames.get(t), provenance), collector);
                macs += gauge(processor, "macs-executed");
                dense += gauge(processor, "macs-dense");
            }
        }
        return new Result(collector.emitted, macs / dense);
    }

    private static double gauge(Processor processor, String name) {
        return processor.gauges().stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** {@code |found - truth| / |truth|} over everything. */
    static double error(List<List<Tensor>> found, List<List<Tensor>> truth) {
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

    double nanosPerFrame(OnnxSettings settings, Clock clock) {
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
