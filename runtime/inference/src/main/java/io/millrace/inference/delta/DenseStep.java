package io.millrace.inference.delta;

import io.millrace.api.frame.Tensor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** A part of a model that stays dense. It runs when one of its inputs is another than at its last run. */
final class DenseStep implements AutoCloseable {

    private final DenseEngine.Call call;
    private final List<Slot> inputs;
    private final List<Slot> outputs;
    private final List<Slot> before;
    private final boolean repeatable;
    private boolean ran;

    DenseStep(DenseEngine.Call call, List<Slot> inputs, List<Slot> outputs, boolean repeatable) {
        this.call = call;
        this.inputs = inputs;
        this.outputs = outputs;
        this.before =
                inputs.stream().map(s -> new Slot(s.name(), s.tensor().copy())).toList();
        this.repeatable = repeatable;
    }

    /** Runs if it has to; true if it did. */
    boolean run() {
        boolean same = ran && repeatable;
        for (int i = 0; same && i < inputs.size(); i++) {
            same = inputs.get(i).tensor().equals(before.get(i).tensor());
        }
        if (same) {
            return false;
        }
        call.run();
        for (int i = 0; i < inputs.size(); i++) {
            Slots.copy(inputs.get(i).tensor(), before.get(i).tensor());
        }
        ran = true;
        return true;
    }

    void reset() {
        ran = false;
        for (Slot output : outputs) {
            Slots.zero(output.tensor());
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(ran);
        for (Slot slot : before) {
            Slots.save(out, slot.tensor());
        }
        for (Slot slot : outputs) {
            Slots.save(out, slot.tensor());
        }
    }

    void load(DataInput in) throws IOException {
        ran = in.readBoolean();
        for (Slot slot : before) {
            Slots.load(in, slot);
        }
        for (Slot slot : outputs) {
            Slots.load(in, slot);
        }
    }

    long stateBytes() {
        return before.stream().mapToLong(s -> s.tensor().bytes()).sum()
                + outputs.stream().mapToLong(s -> s.tensor().bytes()).sum();
    }

    static boolean isRepeatable(List<io.millrace.inference.onnx.NodeProto> nodes) {
        return nodes.stream()
                .noneMatch(n -> n.getOpType().startsWith("Random")
                        || n.getOpType().equals("Bernoulli")
                        || n.getOpType().equals("Multinomial"));
    }

    static Tensor zeros(TensorTable table, String name) {
        return Tensor.zeros(table.type(name), table.shape(name));
    }

    @Override
    public void close() {
        call.close();
    }
}
