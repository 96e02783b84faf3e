package io.millrace.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Processor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one model in one run. Every native tensor is made when it opens. Of each state there are two tensors: a call
 * reads one and writes the other, and the next call swaps them, so that states are never copied and a refused answer
 * leaves the state untouched.
 */
final class OnnxProcessor implements Processor {

    private final String node;
    private final String digest;
    private final boolean checkFinite;
    private final SessionPool.Lease lease;
    private final List<PinnedTensor> owned = new ArrayList<>();
    private final PinnedTensor[] fed;
    private final int[] fedPart;
    private final PinnedTensor[] emitted;
    private final Shape[] emittedShape;
    private final String[] stateName;
    private final PinnedTensor[][] state;
    private final List<Map<String, OnnxTensor>> inputs = List.of(new HashMap<>(), new HashMap<>());
    private final List<Map<String, OnnxTensor>> outputs = List.of(new HashMap<>(), new HashMap<>());
    private int turn;
    private @Nullable Provenance before;
    private @Nullable Provenance after;
    private boolean closed;

    OnnxProcessor(String node, ModelBinding binding, boolean checkFinite) throws OrtException {
        this.node = node;
        this.digest = binding.signature().digest();
        this.checkFinite = checkFinite;
        List<ModelBinding.Output> free = binding.emitted();
        int states = binding.outputs().size() - free.size();
        int streams =
                (int) binding.inputs().stream().filter(OnnxProcessor::isFed).count();
        this.fed = new PinnedTensor[streams];
        this.fedPart = new int[streams];
        this.emitted = new PinnedTensor[free.size()];
        this.emittedShape = free.stream().map(ModelBinding.Output::emitted).toArray(Shape[]::new);
        this.stateName = new String[states];
        this.state = new PinnedTensor[2][states];
        this.lease = SessionPool.acquire(binding.session());
        boolean complete = false;
        try {
            makeInputs(binding.inputs());
            makeOutputs(free);
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private static boolean isFed(ModelBinding.Input input) {
        return input.feed() instanceof ModelBinding.Whole || input.feed() instanceof ModelBinding.Part;
    }

    private void makeInputs(List<ModelBinding.Input> all) throws OrtException {
        int streams = 0;
        int states = 0;
        for (ModelBinding.Input input : all) {
            PinnedTensor tensor = own(new PinnedTensor(input.element(), input.shape()));
            inputs.get(0).put(input.name(), tensor.tensor());
            inputs.get(1).put(input.name(), tensor.tensor());
            if (input.feed() instanceof ModelBinding.Constant constant) {
                tensor.fill(constant.value());
            } else if (input.feed() instanceof ModelBinding.Recurrent recurrent) {
                PinnedTensor other = own(new PinnedTensor(input.element(), input.shape()));
                inputs.get(1).put(input.name(), other.tensor());
                outputs.get(0).put(recurrent.output(), other.tensor());
                outputs.get(1).put(recurrent.output(), tensor.tensor());
                state[0][states] = tensor;
                state[1][states] = other;
                stateName[states++] = input.name();
            } else {
                fedPart[streams] = input.feed() instanceof ModelBinding.Part part ? part.index() : -1;
                fed[streams++] = tensor;
            }
        }
    }

    private void makeOutputs(List<ModelBinding.Output> free) throws OrtException {
        for (int i = 0; i < emitted.length; i++) {
            ModelBinding.Output output = free.get(i);
            emitted[i] = own(new PinnedTensor(output.element(), output.shape()));
            outputs.get(0).put(output.name(), emitted[i].tensor());
            outputs.get(1).put(output.name(), emitted[i].tensor());
        }
    }

    private PinnedTensor own(PinnedTensor tensor) {
        owned.add(tensor);
        return tensor;
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        Payload payload = frame.payload();
        for (int i = 0; i < fed.length; i++) {
            fed[i].load(fedPart[i] < 0 ? (Tensor) payload : ((Bundle) payload).tensor(fedPart[i]));
        }
        run(frame);
        if (checkFinite && !isFinite()) {
            out.drop(OnnxOperator.NON_FINITE);
            return;
        }
        turn ^= 1;
        Provenance provenance = through(frame.provenance());
        for (int i = 0; i < emitted.length; i++) {
            out.emit(
                    i,
                    new Frame(
                            frame.sequence(),
                            frame.timeNanos(),
                            frame.uncertaintyNanos(),
                            frame.arrivalNanos(),
                            emitted[i].store(emittedShape[i]),
                            provenance));
        }
    }

    private void run(Frame frame) {
        try {
            // Closing the result closes none of the pinned outputs.
            lease.session().run(inputs.get(turn), outputs.get(turn)).close();
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "model failed: node=" + node + ", model=" + digest + ", sequence=" + frame.sequence() + ", error="
                            + Errors.line(e) + " (expected outputs of the planned shapes)",
                    e);
        }
    }

    private boolean isFinite() {
        for (PinnedTensor output : emitted) {
            if (!output.isFinite()) {
                return false;
            }
        }
        for (PinnedTensor next : state[turn ^ 1]) {
            if (!next.isFinite()) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // frames of a stream share one instance
    private Provenance through(Provenance provenance) {
        Provenance cached = after;
        if (cached == null || before != provenance) {
            cached = provenance.through(digest);
            before = provenance;
            after = cached;
        }
        return cached;
    }

    @Override
    public void reset() {
        for (PinnedTensor[] side : state) {
            for (PinnedTensor tensor : side) {
                tensor.zero();
            }
        }
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeUTF(digest);
        out.writeInt(stateName.length);
        for (int i = 0; i < stateName.length; i++) {
            byte[] bytes = state[turn][i].toBytes();
            out.writeUTF(stateName[i]);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        expect("model", digest, in.readUTF());
        restoreStates(in);
    }

    /** Of another model, if it has the same states. */
    @Override
    public void takeOver(DataInput in) throws IOException {
        in.readUTF();
        restoreStates(in);
    }

    private void restoreStates(DataInput in) throws IOException {
        expect("states", stateName.length, in.readInt());
        byte[][] read = new byte[stateName.length][];
        for (int i = 0; i < read.length; i++) {
            expect("state", stateName[i], in.readUTF());
            expect("bytes", (int) state[turn][i].byteCount(), in.readInt());
            read[i] = new byte[(int) state[turn][i].byteCount()];
            in.readFully(read[i]);
        }
        for (int i = 0; i < read.length; i++) {
            state[turn][i].fromBytes(read[i]);
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
        if (!closed) {
            closed = true;
            owned.forEach(PinnedTensor::close);
            lease.close();
        }
    }
}
