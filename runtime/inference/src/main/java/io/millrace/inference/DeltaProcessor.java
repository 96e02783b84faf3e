package io.millrace.inference;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Execution;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.inference.delta.DeltaRun;
import io.millrace.inference.delta.Ledger;
import io.millrace.inference.delta.Slot;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one model on what changes from frame to frame: feeds it, carries its states on, emits its outputs and its work. */
final class DeltaProcessor implements Processor {

    /** An input and the output that it takes over after each frame. */
    private record State(Slot input, Slot output) {}

    /** An input and the part of the frame that fills it; -1 for the whole. */
    private record Fed(Slot slot, int part) {}

    private final String node;
    private final String digest;
    private final boolean checkFinite;
    private final boolean ledgerPort;
    private final DeltaRun run;
    private final List<Fed> fed = new ArrayList<>();
    private final List<State> states = new ArrayList<>();
    private final List<Slot> emitted = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private final DeltaGauges gauges;
    private @Nullable Provenance before;
    private @Nullable Provenance dense;
    private @Nullable Provenance delta;

    DeltaProcessor(
            String node,
            ModelBinding binding,
            List<Slot> inputs,
            DeltaRun run,
            boolean checkFinite,
            boolean ledgerPort) {
        this.node = node;
        this.digest = binding.signature().digest();
        this.run = run;
        this.checkFinite = checkFinite;
        this.ledgerPort = ledgerPort;
        this.gauges = new DeltaGauges(run);
        for (ModelBinding.Input input : binding.inputs()) {
            if (input.feed() instanceof ModelBinding.Whole) {
                fed.add(new Fed(find(inputs, input.name()), -1));
            } else if (input.feed() instanceof ModelBinding.Part part) {
                fed.add(new Fed(find(inputs, input.name()), part.index()));
            } else if (input.feed() instanceof ModelBinding.Recurrent recurrent) {
                states.add(new State(find(inputs, input.name()), find(run.outputs(), recurrent.output())));
            }
        }
        for (ModelBinding.Output output : binding.emitted()) {
            emitted.add(find(run.outputs(), output.name()));
            shapes.add(output.emitted());
        }
    }

    private static Slot find(List<Slot> slots, String name) {
        return slots.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        for (int i = 0; i < fed.size(); i++) {
            Fed one = fed.get(i);
            Tensor tensor = one.part < 0 ? (Tensor) frame.payload() : ((Bundle) frame.payload()).tensor(one.part);
            load(tensor, one.slot);
        }
        DeltaRun.Mode mode = run.frame();
        run.auditIfDue();
        gauges.update(mode);
        if (checkFinite && !isFinite()) {
            // Sums that met a NaN stay NaN until they are made anew.
            run.demandKeyframe();
            out.drop(OnnxOperator.NON_FINITE);
            return;
        }
        for (int i = 0; i < states.size(); i++) {
            load(states.get(i).output.tensor(), states.get(i).input);
        }
        Provenance provenance = provenance(frame.provenance(), mode);
        for (int i = 0; i < emitted.size(); i++) {
            emit(i, frame, copy(emitted.get(i), shapes.get(i)), provenance, out);
        }
        if (ledgerPort) {
            emit(emitted.size(), frame, ledger(), provenance, out);
        }
    }

    private static void emit(int port, Frame frame, Tensor tensor, Provenance provenance, Emitter out) {
        out.emit(
                port,
                new Frame(
                        frame.sequence(),
                        frame.timeNanos(),
                        frame.uncertaintyNanos(),
                        frame.arrivalNanos(),
                        tensor,
                        provenance));
    }

    private Tensor ledger() {
        Ledger ledger = run.ledger();
        return Tensor.of(
                Shape.of(DeltaModels.LEDGER_FIELDS),
                new float[] {ledger.macs(), ledger.denseMacs(), ledger.weightBytes(), (float) ledger.sparsity()});
    }

    private void load(Tensor from, Slot to) {
        if (from.type() != to.tensor().type()
                || from.shape().elements() != to.tensor().shape().elements()) {
            throw new IllegalStateException("frame does not fit the model: node=" + node + ", frame=" + from
                    + " (expected " + to.tensor() + ")");
        }
        to.take(from);
    }

    private static Tensor copy(Slot slot, Shape shape) {
        Tensor copy = Tensor.zeros(slot.tensor().type(), shape);
        new Slot(slot.name(), copy).take(slot.tensor());
        return copy;
    }

    private boolean isFinite() {
        for (Slot slot : run.outputs()) {
            boolean finite = switch (slot.tensor().type()) {
                case F32 -> FiniteCheck.isFinite(slot.floats());
                case F64 -> FiniteCheck.isFinite(DoubleBuffer.wrap(slot.tensor().doubles()));
                default -> true;
            };
            if (!finite) {
                return false;
            }
        }
        return true;
    }

    /** A frame that was computed anew from exact inputs is as good as dense, unless states that were not have a part. */
    @SuppressWarnings("ReferenceEquality") // frames of a stream share one instance
    private Provenance provenance(Provenance provenance, DeltaRun.Mode mode) {
        if (before != provenance || dense == null || delta == null) {
            before = provenance;
            Provenance through = provenance.through(digest);
            dense = through;
            delta = new Provenance(
                    through.origin(),
                    through.sensors(),
                    through.models(),
                    through.execution().weaker(Execution.DELTA));
        }
        return java.util.Objects.requireNonNull(mode == DeltaRun.Mode.DELTA || !states.isEmpty() ? delta : dense);
    }

    @Override
    public List<Gauge> gauges() {
        return gauges.all();
    }

    @Override
    public void reset() {
        run.reset();
        for (State state : states) {
            state.input.clear();
        }
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeUTF(digest);
        out.writeInt(states.size());
        for (State state : states) {
            out.writeUTF(state.input.name());
            state.input.save(out);
        }
        run.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        expect("model", digest, in.readUTF());
        restoreStates(in);
        run.load(in);
    }

    /** Of another model, if it has the same states; what was computed of former frames is computed anew. */
    @Override
    public void takeOver(DataInput in) throws IOException {
        boolean same = digest.equals(in.readUTF());
        restoreStates(in);
        if (same) {
            run.load(in);
        }
    }

    private void restoreStates(DataInput in) throws IOException {
        expect("states", states.size(), in.readInt());
        for (State state : states) {
            expect("state", state.input.name(), in.readUTF());
            state.input.load(in);
        }
    }

    private void expect(String key, Object wanted, Object found) throws IOException {
        if (!wanted.equals(found)) {
            throw new IOException("state is of another model: node=" + node + ", " + key + "=" + found + " (expected "
                    + wanted + ")");
        }
    }

    @Override
    public void close() {
        run.close();
    }
}
