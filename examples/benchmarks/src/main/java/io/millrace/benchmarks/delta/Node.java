package io.millrace.benchmarks.delta;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.inference.OnnxOperator;
import io.millrace.inference.OnnxSettings;
import io.millrace.profiles.DeviceProfiles;
import java.util.List;
import java.util.Map;

/** A model as a node, fed frames in a circle: forth and back, so that the last is followed by its neighbour too. */
final class Node implements Emitter {

    private final Processor processor;
    private final Frame[] frames;
    private int at;
    private int step = 1;
    private Frame last;

    Node(OnnxSettings settings, StreamSpec stream, Payload[] payloads) {
        Problems problems = new Problems();
        OnnxOperator operator = new OnnxOperator();
        var profile = DeviceProfiles.thisMachine();
        Contract contract = operator.contract(
                settings, new Inputs("bench", Location.BUILDER, Map.of("in", stream), problems, profile));
        problems.throwIfAny("bench");
        processor = operator.open(settings, new OpenContext("bench", List.of(stream), contract, profile));
        Provenance provenance = Provenance.of(Origin.SIMULATED, "bench");
        frames = new Frame[payloads.length];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new Frame(i, i, 0, i, payloads[i], provenance);
        }
    }

    Frame next() {
        processor.process(0, frames[at], this);
        step = at + step < 0 || at + step == frames.length ? -step : step;
        at += step;
        return last;
    }

    double gauge(String name) {
        return processor.gauges().stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Override
    public void emit(int output, Frame frame) {
        last = frame;
    }

    @Override
    public void drop(DropReason reason) {
        throw new IllegalStateException("frame dropped: reason=" + reason);
    }

    void close() {
        processor.close();
    }
}
