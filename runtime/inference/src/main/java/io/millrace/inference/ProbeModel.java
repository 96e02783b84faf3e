package io.millrace.inference;

import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.OperatorSetIdProto;
import io.millrace.inference.onnx.TensorProto;
import io.millrace.inference.onnx.TensorShapeProto;
import io.millrace.inference.onnx.TypeProto;
import io.millrace.inference.onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** A model for measuring ONNX Runtime: one product {@code y = x W}. */
public final class ProbeModel {

    private static final int FLOAT = 1;

    private ProbeModel() {}

    /**
     * Writes a model with one row of {@code width} numbers in, a square of weights, and one row out.
     *
     * @param file where to
     * @param width rows and columns of the weights, 1 or more
     * @param random gives the weights, normal with variance 1 / width
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, int width, RandomGenerator random) throws IOException {
        TensorProto.Builder weights = TensorProto.newBuilder()
                .setName("w")
                .setDataType(FLOAT)
                .addDims(width)
                .addDims(width);
        for (int i = 0; i < width * width; i++) {
            weights.addFloatData((float) (random.nextGaussian() / Math.sqrt(width)));
        }
        GraphProto graph = GraphProto.newBuilder()
                .setName("probe")
                .addInput(row("x", width))
                .addOutput(row("y", width))
                .addInitializer(weights)
                .addNode(NodeProto.newBuilder()
                        .setOpType("MatMul")
                        .addInput("x")
                        .addInput("w")
                        .addOutput("y"))
                .build();
        Files.write(
                file,
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(graph)
                        .build()
                        .toByteArray());
    }

    private static ValueInfoProto row(String name, int width) {
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width))
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
                .build();
    }
}
