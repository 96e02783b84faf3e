package io.millrace.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.inference.delta.DenseEngine;
import io.millrace.inference.delta.Patches;
import io.millrace.inference.delta.Slot;
import io.millrace.inference.delta.UnsupportedModelException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime for models in memory: what delta layers do not cover, and what they are compared with. */
final class OrtEngine implements DenseEngine {

    /** A call costs as long as plain Java takes for as many. */
    private static final long LEAST_PATCH_MACS = 50_000;

    private final List<String> providers;
    private final int threads;
    private final long leastPatchMacs;

    OrtEngine(List<String> providers, int threads) {
        this(providers, threads, LEAST_PATCH_MACS);
    }

    OrtEngine(List<String> providers, int threads, long leastPatchMacs) {
        this.providers = List.copyOf(providers);
        this.threads = threads;
        this.leastPatchMacs = leastPatchMacs;
    }

    @Override
    public byte[] optimise(byte[] model) throws UnsupportedModelException {
        try {
            Path directory = Files.createTempDirectory("millrace-model");
            Path file = directory.resolve("model.onnx");
            try {
                SessionPool.optimise(model, file);
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(directory);
            }
        } catch (OrtException | IOException e) {
            throw unsupported("model cannot be simplified", e);
        }
    }

    @Override
    public Map<String, Tensor> run(byte[] model, Map<String, Tensor> inputs) throws UnsupportedModelException {
        List<PinnedTensor> made = new ArrayList<>();
        try {
            OrtSession session = SessionPool.load(model, providers, threads);
            try {
                Map<String, OnnxTensor> arguments = new LinkedHashMap<>();
                for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                    Tensor tensor = input.getValue();
                    PinnedTensor pinned = new PinnedTensor(tensor.type(), tensor.shape());
                    made.add(pinned);
                    pinned.load(tensor);
                    arguments.put(input.getKey(), pinned.tensor());
                }
                try (OrtSession.Result result = session.run(arguments)) {
                    return tensors(result);
                }
            } finally {
                SessionPool.close(session);
            }
        } catch (OrtException | ArithmeticException e) {
            throw unsupported("model cannot be run", e);
        } finally {
            made.forEach(PinnedTensor::close);
        }
    }

    private static Map<String, Tensor> tensors(OrtSession.Result result) throws OrtException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
            if (output.getValue() instanceof OnnxTensor value) {
                TensorInfo info = value.getInfo();
                ElementType type = ElementTypes.of(info.type);
                if (type != null) {
                    int[] extents = Arrays.stream(info.getShape())
                            .mapToInt(Math::toIntExact)
                            .toArray();
                    tensors.put(output.getKey(), tensor(value, type, Shape.of(extents)));
                }
            }
        }
        return tensors;
    }

    private static Tensor tensor(OnnxTensor value, ElementType type, Shape shape) {
        Tensor tensor = Tensor.zeros(type, shape);
        var bytes = value.getByteBuffer().order(ByteOrder.nativeOrder());
        switch (type) {
            case F32 -> bytes.asFloatBuffer().get(tensor.floats());
            case F64 -> bytes.asDoubleBuffer().get(tensor.doubles());
            case I16 -> bytes.asShortBuffer().get(tensor.shorts());
            case I32 -> bytes.asIntBuffer().get(tensor.ints());
            case I64 -> bytes.asLongBuffer().get(tensor.longs());
            case I8, U8, BOOL -> bytes.get(tensor.asBytes());
        }
        return tensor;
    }

    @Override
    public Call open(byte[] model, List<Slot> inputs, List<Slot> outputs) throws UnsupportedModelException {
        try {
            return new PinnedCall(SessionPool.load(model, providers, threads), inputs, outputs);
        } catch (OrtException | ArithmeticException e) {
            throw unsupported("part of the model cannot be opened", e);
        }
    }

    @Override
    public Patches patches(int inputElements, int outputElements) {
        return new OrtPatches(providers, threads, inputElements, outputElements);
    }

    @Override
    public long leastPatchMacs() {
        return leastPatchMacs;
    }

    static UnsupportedModelException unsupported(String what, Exception e) {
        return new UnsupportedModelException(
                what + ": error=" + Errors.line(e) + " (expected a model that ONNX Runtime runs)", e);
    }

    /** A session whose inputs and outputs are copied to and from slots through pinned tensors. */
    private static final class PinnedCall implements Call {

        private final OrtSession session;
        private final List<Slot> inputs;
        private final List<Slot> outputs;
        private final List<PinnedTensor> pinnedInputs = new ArrayList<>();
        private final List<PinnedTensor> pinnedOutputs = new ArrayList<>();
        private final Map<String, OnnxTensor> arguments = new HashMap<>();
        private final Map<String, OnnxTensor> results = new HashMap<>();

        PinnedCall(OrtSession session, List<Slot> inputs, List<Slot> outputs) throws OrtException {
            this.session = session;
            this.inputs = inputs;
            this.outputs = outputs;
            boolean complete = false;
            try {
                for (Slot slot : inputs) {
                    arguments.put(slot.name(), pin(slot, pinnedInputs));
                }
                for (Slot slot : outputs) {
                    results.put(slot.name(), pin(slot, pinnedOutputs));
                }
                complete = true;
            } finally {
                if (!complete) {
                    close();
                }
            }
        }

        private static OnnxTensor pin(Slot slot, List<PinnedTensor> list) throws OrtException {
            PinnedTensor pinned =
                    new PinnedTensor(slot.tensor().type(), slot.tensor().shape());
            list.add(pinned);
            return pinned.tensor();
        }

        @Override
        public void run() {
            for (int i = 0; i < pinnedInputs.size(); i++) {
                pinnedInputs.get(i).load(inputs.get(i).tensor());
            }
            try {
                session.run(arguments, results).close();
            } catch (OrtException e) {
                throw new IllegalStateException(
                        "model failed: error=" + Errors.line(e) + " (expected outputs of the planned shapes)", e);
            }
            for (int i = 0; i < pinnedOutputs.size(); i++) {
                pinnedOutputs.get(i).storeInto(outputs.get(i).tensor());
            }
        }

        @Override
        public void close() {
            pinnedInputs.forEach(PinnedTensor::close);
            pinnedOutputs.forEach(PinnedTensor::close);
            SessionPool.close(session);
        }
    }
}
