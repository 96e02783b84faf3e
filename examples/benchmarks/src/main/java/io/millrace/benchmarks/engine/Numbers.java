package io.millrace.benchmarks.engine;

import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.catalog.Catalog;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** A stream of one number a frame, an operator that passes it on, and one that ends it: nothing but overhead. */
final class Numbers {

    static final StreamSpec SPEC =
            StreamSpec.tensor(ElementType.F32, Axis.of("value", 1)).withRateHz(1e6);

    private Numbers() {}

    static DeviceProfile profile() {
        return new DeviceProfile("bench", "this machine", 2, "any", 256 << 20, 0, List.of("cpu"), 0, Map.of());
    }

    static Catalog catalog(End end) {
        return new Catalog(Map.of(), Map.of(), Map.of(), List.of())
                .with(new Pass())
                .with(end);
    }

    static Frame[] frames(int count) {
        Provenance provenance = Provenance.of(Origin.SIMULATED, "bench");
        Tensor tensor = Tensor.of(Shape.of(1), new float[1]);
        return LongStream.range(1, count + 1)
                .mapToObj(i -> new Frame(i, i, 0, i, tensor, provenance))
                .toArray(Frame[]::new);
    }

    record None() {}

    /** Passes each frame on. */
    static final class Pass implements Operator<None> {

        @Override
        public String name() {
            return "pass";
        }

        @Override
        public String summary() {
            return "Passes frames on.";
        }

        @Override
        public Class<None> settings() {
            return None.class;
        }

        @Override
        public Contract contract(None settings, Inputs inputs) {
            return Contract.of(inputs.single().spec());
        }

        @Override
        public Processor open(None settings, OpenContext context) {
            return (input, frame, out) -> out.emit(frame);
        }
    }

    /** Remembers the number of the last frame, so that another thread can see that it came. */
    static final class End implements Operator<None> {

        volatile long last;

        @Override
        public String name() {
            return "end";
        }

        @Override
        public String summary() {
            return "Ends a chain.";
        }

        @Override
        public Class<None> settings() {
            return None.class;
        }

        @Override
        public Contract contract(None settings, Inputs inputs) {
            return Contract.of(inputs.single().spec());
        }

        @Override
        public Processor open(None settings, OpenContext context) {
            return new Processor() {
                @Override
                public void process(int input, Frame frame, Emitter out) {
                    last = frame.sequence();
                }
            };
        }
    }

    /** Ends a chain with a call for each frame. */
    static final class Call implements Operator<None> {

        private final Consumer<Frame> to;

        Call(Consumer<Frame> to) {
            this.to = to;
        }

        @Override
        public String name() {
            return "call";
        }

        @Override
        public String summary() {
            return "Ends a chain with a call for each frame.";
        }

        @Override
        public Class<None> settings() {
            return None.class;
        }

        @Override
        public Contract contract(None settings, Inputs inputs) {
            return Contract.of(inputs.single().spec());
        }

        @Override
        public Processor open(None settings, OpenContext context) {
            return (input, frame, out) -> to.accept(frame);
        }
    }
}
