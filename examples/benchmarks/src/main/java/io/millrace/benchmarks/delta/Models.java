package io.millrace.benchmarks.delta;

import com.google.protobuf.ByteString;
import io.millrace.inference.onnx.AttributeProto;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.OperatorSetIdProto;
import io.millrace.inference.onnx.TensorProto;
import io.millrace.inference.onnx.TensorShapeProto;
import io.millrace.inference.onnx.TypeProto;
import io.millrace.inference.onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** ONNX models with random weights, made on the spot. */
final class Models {

    private final Random random = new Random(1);
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("bench");
    private int names;

    private Models() {}

    /** One dense layer: y = x W + b. */
    static Path layer(int width) throws IOException {
        Models m = new Models();
        m.input("x", 1, width);
        m.node("Gemm", "y", List.of("x", m.weights(width, width), m.weights(width)));
        return m.save("y", 1, width);
    }

    /** One step of a recurrent layer whose state is an input like any other, so that its sparsity can be set. */
    static Path gru(int width) throws IOException {
        Models m = new Models();
        m.input("x", 1, 1, width);
        m.input("h", 1, 1, width);
        m.node(
                "GRU",
                "y",
                List.of(
                        "x",
                        m.weights(1, 3 * width, width),
                        m.weights(1, 3 * width, width),
                        m.weights(1, 6 * width),
                        "",
                        "h"),
                attribute("hidden_size", width),
                attribute("linear_before_reset", 1));
        return m.save("y", 1, 1, 1, width);
    }

    /** A small video network: four convolutions, two with stride 2, then pooling and a dense layer. */
    static Path video(int height, int width) throws IOException {
        Models m = new Models();
        m.input("x", 1, 1, height, width);
        String x = m.conv("x", 1, 16, 2);
        x = m.conv(x, 16, 32, 1);
        x = m.conv(x, 32, 32, 1);
        x = m.conv(x, 32, 64, 2);
        String pooled = m.node("GlobalAveragePool", "pooled", List.of(x));
        String flat = m.node("Flatten", "flat", List.of(pooled));
        m.node("Gemm", "y", List.of(flat, m.weights(64, 10), m.weights(10)));
        return m.save("y", 1, 10);
    }

    /** Many small dense layers: two dozen of 32 by 32, each with an activation. */
    static Path smallLayers() throws IOException {
        Models m = new Models();
        m.input("x", 1, 32);
        String x = "x";
        for (int i = 0; i < 24; i++) {
            String sum = m.node("Gemm", "s" + i, List.of(x, m.weights(32, 32), m.weights(32)));
            x = m.node("Relu", "a" + i, List.of(sum));
        }
        return m.save(x, 1, 32);
    }

    /** Many small convolutions: a dozen of 3x3 and 8 channels on pictures of 16x16, each with an activation. */
    static Path smallConvolutions() throws IOException {
        Models m = new Models();
        m.input("x", 1, 1, 16, 16);
        String x = m.conv("x", 1, 8, 1);
        for (int i = 0; i < 11; i++) {
            x = m.conv(x, 8, 8, 1);
        }
        return m.save(x, 1, 8, 16, 16);
    }

    private String conv(String x, int in, int out, int stride) {
        String y = node(
                "Conv",
                "c" + names++,
                List.of(x, weights(out, in, 3, 3), weights(out)),
                attribute("strides", stride, stride),
                attribute("pads", 1, 1, 1, 1));
        return node("Relu", "r" + names++, List.of(y));
    }

    private void input(String name, int... shape) {
        graph.addInput(info(name, shape));
    }

    private static ValueInfoProto info(String name, int... shape) {
        TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
        for (int extent : shape) {
            extents.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(1).setShape(extents)))
                .build();
    }

    private String weights(int... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(1).setName("w" + names++);
        int n = 1;
        for (int extent : shape) {
            n *= extent;
            tensor.addDims(extent);
        }
        double scale = Math.sqrt(2.0 * shape[0] / n);
        ByteBuffer bytes = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) {
            bytes.putFloat((float) (scale * random.nextGaussian()));
        }
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes.array())));
        return tensor.getName();
    }

    private String node(String op, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(op)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    private static AttributeProto attribute(String name, int value) {
        return AttributeProto.newBuilder().setName(name).setType(2).setI(value).build();
    }

    private static AttributeProto attribute(String name, int... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(7);
        for (int value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private Path save(String output, int... shape) throws IOException {
        graph.addOutput(info(output, shape));
        Path file = Files.createTempFile("millrace-bench", ".onnx");
        file.toFile().deleteOnExit();
        Files.write(
                file,
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(graph)
                        .build()
                        .toByteArray());
        return file;
    }
}
