package io.millrace.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.inference.delta.Patches;
import io.millrace.inference.delta.UnsupportedModelException;
import io.millrace.kernels.delta.ConvPatches;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of small pictures by ONNX Runtime: a session a layer, and one pair of buffers for all of them, because they
 * run one after the other. Tensors are views of the buffers, kept for the sizes that come up.
 */
final class OrtPatches implements Patches {

    /** Sizes whose tensors a layer keeps; what falls on the same place makes way. */
    private static final int KEPT = 64;

    private final List<String> providers;
    private final int threads;
    private final float[] input;
    private final float[] output;
    private final FloatBuffer nativeInput;
    private final FloatBuffer nativeOutput;
    private final List<Layer> layers = new ArrayList<>();

    OrtPatches(List<String> providers, int threads, int inputElements, int outputElements) {
        this.providers = providers;
        this.threads = threads;
        this.input = new float[inputElements];
        this.output = new float[outputElements];
        this.nativeInput = direct(inputElements);
        this.nativeOutput = direct(outputElements);
    }

    private static FloatBuffer direct(int elements) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(elements, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public ConvPatches add(byte[] model, int inputChannels, int outputChannels, int axes)
            throws UnsupportedModelException {
        try {
            Layer layer = new Layer(SessionPool.load(model, providers, threads), inputChannels, outputChannels, axes);
            layers.add(layer);
            return layer;
        } catch (OrtException e) {
            throw OrtEngine.unsupported("convolution cannot be opened", e);
        }
    }

    @Override
    public void close() {
        layers.forEach(Layer::close);
        layers.clear();
    }

    /** Tensors of one size. */
    private record Pair(
            int rows,
            int columns,
            int inputElements,
            int outputElements,
            Map<String, OnnxTensor> arguments,
            Map<String, OnnxTensor> results) {

        void close() {
            arguments.values().forEach(OnnxTensor::close);
            results.values().forEach(OnnxTensor::close);
            NativeHandles.tensorClosed();
            NativeHandles.tensorClosed();
        }
    }

    private final class Layer implements ConvPatches {

        private final OrtSession session;
        private final int inputChannels;
        private final int outputChannels;
        private final int axes;
        private final String inputName;
        private final String outputName;
        private final @Nullable Pair[] pairs = new Pair[KEPT];

        Layer(OrtSession session, int inputChannels, int outputChannels, int axes) {
            this.session = session;
            this.inputChannels = inputChannels;
            this.outputChannels = outputChannels;
            this.axes = axes;
            this.inputName = session.getInputNames().iterator().next();
            this.outputName = session.getOutputNames().iterator().next();
        }

        @Override
        public int inputCapacity() {
            return input.length;
        }

        @Override
        public int outputCapacity() {
            return output.length;
        }

        @Override
        public float[] input() {
            return input;
        }

        @Override
        public float[] output() {
            return output;
        }

        @Override
        public void run(int rows, int columns, int outRows, int outColumns) {
            try {
                Pair pair = pair(rows, columns, outRows, outColumns);
                nativeInput.put(0, input, 0, pair.inputElements);
                session.run(pair.arguments, pair.results).close();
                nativeOutput.get(0, output, 0, pair.outputElements);
            } catch (OrtException e) {
                throw new IllegalStateException(
                        "convolution failed: error=" + Errors.line(e) + " (expected a result of " + outRows + "x"
                                + outColumns + ")",
                        e);
            }
        }

        private Pair pair(int rows, int columns, int outRows, int outColumns) throws OrtException {
            int place = (31 * rows + columns) & (KEPT - 1);
            Pair pair = pairs[place];
            if (pair == null || pair.rows != rows || pair.columns != columns) {
                if (pair != null) {
                    pairs[place] = null;
                    pair.close();
                }
                pair = new Pair(
                        rows,
                        columns,
                        inputChannels * rows * columns,
                        outputChannels * outRows * outColumns,
                        Map.of(inputName, tensor(nativeInput, inputChannels, rows, columns)),
                        Map.of(outputName, tensor(nativeOutput, outputChannels, outRows, outColumns)));
                pairs[place] = pair;
            }
            return pair;
        }

        private OnnxTensor tensor(FloatBuffer buffer, int channels, int rows, int columns) throws OrtException {
            FloatBuffer view =
                    buffer.duplicate().limit(channels * rows * columns).slice();
            long[] shape = axes == 1 ? new long[] {1, channels, columns} : new long[] {1, channels, rows, columns};
            OnnxTensor tensor = OnnxTensor.createTensor(SessionPool.environment(), view, shape);
            NativeHandles.tensorMade();
            return tensor;
        }

        private void close() {
            for (int i = 0; i < pairs.length; i++) {
                Pair pair = pairs[i];
                if (pair != null) {
                    pair.close();
                    pairs[i] = null;
                }
            }
            SessionPool.close(session);
        }
    }
}
