package io.millrace.benchmarks.audio;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.profiles.DeviceProfiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One operator without an engine, its last output kept. */
final class Node implements Emitter, AutoCloseable {

    private final Contract contract;
    private final Processor processor;
    private Frame last;

    private Node(Contract contract, Processor processor) {
        this.contract = contract;
        this.processor = processor;
    }

    static <C extends Record> Node open(Operator<C> operator, C settings, StreamSpec... inputs) {
        Map<String, StreamSpec> named = new LinkedHashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            named.put("in-" + i, inputs[i]);
        }
        Problems problems = new Problems();
        Inputs given = new Inputs("bench", new Location("bench", 1), named, problems, DeviceProfiles.thisMachine());
        Contract contract = operator.contract(settings, given);
        problems.throwIfAny("benchmark");
        return new Node(
                contract,
                operator.open(
                        settings, new OpenContext("bench", List.of(inputs), contract, DeviceProfiles.thisMachine())));
    }

    StreamSpec output() {
        return contract.outputs().get(0).spec();
    }

    /** Feeds a frame; what came out of it, or of an earlier one. */
    Frame feed(int input, Frame frame) {
        processor.process(input, frame, this);
        return last;
    }

    Frame feed(Frame frame) {
        return feed(0, frame);
    }

    @Override
    public void emit(int output, Frame frame) {
        last = frame;
    }

    @Override
    public void drop(DropReason reason) {
        throw new IllegalStateException("frame was dropped: reason=" + reason);
    }

    @Override
    public void close() {
        processor.close();
    }
}
