package io.millrace.testkit;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The difference to the frame before, or a fault of the kind that the contract test must catch. */
public final class DifferenceOperator implements Operator<DifferenceOperator.Config> {

    static final DropReason FIRST = new DropReason("first");

    public enum Fault {
        NONE,
        FORGETS_STATE,
        UNDECLARED_DROP,
        WRONG_SHAPE,
        ALLOCATES
    }

    public record Config(
            @Setting(help = "what is broken", orElse = "none")
            Fault fault) {}

    @Override
    public String name() {
        return "difference";
    }

    @Override
    public String summary() {
        return "subtracts the frame before";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).fixed().spec();
        Contract contract = Contract.of(in).withStateBytes(in.frameBytes());
        return settings.fault() == Fault.UNDECLARED_DROP ? contract : contract.withDrops(FIRST);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Difference(settings.fault(), context.input());
    }

    private static final class Difference implements Processor {

        private final Fault fault;
        private final float[] before;
        private boolean started;
        private float[] waste = new float[0];

        Difference(Fault fault, StreamSpec in) {
            this.fault = fault;
            this.before = new float[in.shape().elements()];
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] now = frame.tensor().floats();
            if (fault == Fault.ALLOCATES) {
                waste = new float[now.length + 1000];
            }
            if (!started) {
                started = true;
                System.arraycopy(now, 0, before, 0, now.length);
                out.drop(FIRST);
                return;
            }
            float[] difference = new float[fault == Fault.WRONG_SHAPE ? now.length + 1 : now.length];
            for (int i = 0; i < now.length; i++) {
                difference[i] = now[i] - before[i] + 0 * waste.length;
            }
            System.arraycopy(now, 0, before, 0, now.length);
            out.emit(frame.withPayload(
                    fault == Fault.WRONG_SHAPE
                            ? Tensor.of(io.millrace.api.frame.Shape.of(difference.length), difference)
                            : Tensor.of(frame.tensor().shape(), difference)));
        }

        @Override
        public void reset() {
            started = false;
            java.util.Arrays.fill(before, 0);
        }

        @Override
        public void snapshot(DataOutput out) throws IOException {
            out.writeBoolean(started);
            for (float value : before) {
                out.writeFloat(fault == Fault.FORGETS_STATE ? 0 : value);
            }
        }

        @Override
        public void restore(DataInput in) throws IOException {
            started = in.readBoolean();
            for (int i = 0; i < before.length; i++) {
                before[i] = in.readFloat();
            }
        }
    }
}
