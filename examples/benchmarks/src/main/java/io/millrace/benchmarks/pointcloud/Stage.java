package io.millrace.benchmarks.pointcloud;

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
import java.util.List;
import java.util.Map;

/** One operator as a pipeline runs it, frame in, frame out, and the operator behind it, if there is one. */
final class Stage implements Emitter {

    private final Processor processor;
    private final StreamSpec output;
    private Stage next;
    private Frame last;

    private Stage(Processor processor, StreamSpec output) {
        this.processor = processor;
        this.output = output;
    }

    static <C extends Record> Stage open(Operator<C> operator, C settings, StreamSpec input) {
        Problems problems = new Problems();
        var profile = DeviceProfiles.thisMachine();
        Contract contract = operator.contract(
                settings, new Inputs("bench", Location.BUILDER, Map.of("in", input), problems, profile));
        problems.throwIfAny("bench");
        return new Stage(
                operator.open(settings, new OpenContext("bench", List.of(input), contract, profile)),
                contract.outputs().get(0).spec());
    }

    /** Puts an operator behind this one. */
    <C extends Record> Stage then(Operator<C> operator, C settings) {
        next = open(operator, settings, output);
        return next;
    }

    StreamSpec output() {
        return output;
    }

    Frame feed(Frame frame) {
        processor.process(0, frame, this);
        return last;
    }

    /** What came out last. */
    Frame last() {
        return last;
    }

    @Override
    public void emit(int port, Frame frame) {
        if (port == 0) {
            last = frame;
            if (next != null) {
                next.feed(frame);
            }
        }
    }

    @Override
    public void drop(DropReason reason) {
        throw new IllegalStateException("frame was dropped: reason=" + reason);
    }
}
