package io.millrace.operators.sparse;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.SparseTensor;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Puts whole frames together again from what changed: the other end of {@code delta-gate}.
 *
 * <p><b>Input</b> sparse tensors of a fixed shape, absent elements unchanged. <b>Output</b> f32 of that shape; elements that
 * never came are zero.
 *
 * <p><b>State and cost</b> one frame. <b>Drops</b> nothing.
 */
public final class DeltaHold implements Operator<DeltaHold.Config> {

    /** Makes the operator; the service loader does. */
    public DeltaHold() {}

    /** Settings: there are none. */
    public record Config() {}

    @Override
    public String name() {
        return "delta-hold";
    }

    @Override
    public String summary() {
        return "puts whole frames together from sparse tensors of what changed";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck input = inputs.single();
        if (input.spec().kind() != PayloadKind.SPARSE) {
            input.mismatch("stream has another type", "sparse tensors, as delta-gate emits them");
            return Contract.of(input.spec());
        }
        StreamSpec in = input.fixed().spec();
        StreamSpec out = in.reshaped(in.element(), in.axes().toArray(new Axis[0]));
        return Contract.of(out).withStateBytes((long) Float.BYTES * out.shape().elements());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(context.output().shape());
    }

    private static final class Running implements Processor {

        private final Shape shape;
        private final float[] held;

        Running(Shape shape) {
            this.shape = shape;
            this.held = new float[shape.elements()];
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            SparseTensor changes = (SparseTensor) frame.payload();
            int[] coordinates = changes.coordinates();
            for (int i = 0; i < coordinates.length; i++) {
                held[coordinates[i]] = changes.values()[i];
            }
            out.emit(frame.withPayload(Tensor.of(shape, held.clone())));
        }

        @Override
        public void reset() {
            Arrays.fill(held, 0f);
        }

        @Override
        public void snapshot(DataOutput out) throws IOException {
            for (float value : held) {
                out.writeFloat(value);
            }
        }

        @Override
        public void restore(DataInput in) throws IOException {
            for (int i = 0; i < held.length; i++) {
                held[i] = in.readFloat();
            }
        }
    }
}
