package io.millrace.inference;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Builds ONNX models node by node; {@link #random} draws one. */
final class RandomModel {

    private final Random random;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private int names;

    /** A tensor of the model. */
    record Value(String name, List<Integer> shape) {
        int size() {
            return shape.stream().reduce(1, (a, b) -> a * b);
        }

        int extent(int axis) {
            return shape.get(axis);
        }
    }

    RandomModel(Random random) {
        this.random = random;
    }

    Value input(String name, Integer... shape) {
        graph.addInput(info(name, List.of(shape)));
        return new Value(name, List.of(shape));
    }

    private static ValueInfoProto info(String name, List<Integer> shape) {
        TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
        shape.forEach(
                e -> extents.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(e)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(1).setShape(extents)))
                .build();
    }

    String weights(double scale, int... shape) {
        int n = 1;
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(1).setName("w" + names++);
        for (int extent : shape) {
            n *= extent;
            tensor.addDims(extent);
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) {
            bytes.putFloat((float) (scale * random.nextGaussian()));
        }
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes.array())));
        return "w" + (names - 1);
    }

    String positive(int n) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(1).setName("w" + names++);
        tensor.addDims(n);
        for (int i = 0; i < n; i++) {
            tensor.addFloatData(0.5f + random.nextFloat());
        }
        graph.addInitializer(tensor);
        return "w" + (names - 1);
    }

    String integers(long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(7).setName("w" + names++);
        tensor.addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return "w" + (names - 1);
    }

    Value node(String op, List<String> inputs, List<Integer> shape, AttributeProto... attributes) {
        String out = "t" + names++;
        nodes(op, inputs, List.of(out), attributes);
        return new Value(out, shape);
    }

    void nodes(String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(op)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes)));
    }

    String name() {
        return "t" + names++;
    }

    static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(7);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(2).setI(value).build();
    }

    static AttributeProto number(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(1).setF(value).build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(3)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    byte[] build(Value... outputs) {
        for (Value output : outputs) {
            graph.addOutput(info(output.name(), output.shape()));
        }
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    Value linear(Value x, int outputs) {
        int inputs = x.extent(x.shape().size() - 1);
        double scale = 1 / Math.sqrt(inputs);
        if (x.shape().size() == 2 && random.nextBoolean()) {
            boolean transposed = random.nextBoolean();
            String w = transposed ? weights(scale, outputs, inputs) : weights(scale, inputs, outputs);
            return node(
                    "Gemm",
                    List.of(x.name(), w, weights(0.3, outputs)),
                    List.of(x.extent(0), outputs),
                    integer("transB", transposed ? 1 : 0),
                    number("alpha", 0.7f),
                    number("beta", 1.3f));
        }
        List<Integer> shape = new ArrayList<>(x.shape());
        shape.set(shape.size() - 1, outputs);
        return node("MatMul", List.of(x.name(), weights(scale, inputs, outputs)), shape);
    }

    Value conv(Value x) {
        int channels = x.extent(1);
        int axes = x.shape().size() - 2;
        int groups = random.nextInt(3) == 0 ? channels : 1;
        int outputs = groups * (1 + random.nextInt(groups == 1 ? 6 : 2));
        int[] weights = new int[axes + 2];
        weights[0] = outputs;
        weights[1] = channels / groups;
        long[] strides = new long[axes];
        long[] dilations = new long[axes];
        long[] pads = new long[2 * axes];
        List<Integer> shape = new ArrayList<>(List.of(1, outputs));
        for (int a = 0; a < axes; a++) {
            int size = x.extent(2 + a);
            weights[2 + a] = 1 + random.nextInt(Math.min(4, size));
            dilations[a] = weights[2 + a] > 1 && (weights[2 + a] - 1) * 2 < size ? 1 + random.nextInt(2) : 1;
            strides[a] = 1 + random.nextInt(2);
            pads[a] = random.nextInt(weights[2 + a]);
            pads[axes + a] = random.nextInt(weights[2 + a]);
            long reach = (weights[2 + a] - 1) * dilations[a] + 1;
            shape.add((int) ((size + pads[a] + pads[axes + a] - reach) / strides[a] + 1));
        }
        int taps = channels / groups * weights[2] * (axes == 2 ? weights[3] : 1);
        List<String> inputs = new ArrayList<>(List.of(x.name(), weights(1 / Math.sqrt(taps), weights)));
        if (random.nextBoolean()) {
            inputs.add(weights(0.3, outputs));
        }
        return node(
                "Conv",
                inputs,
                shape,
                ints("strides", strides),
                ints("dilations", dilations),
                ints("pads", pads),
                integer("group", groups));
    }

    Value activation(Value x) {
        String[] plain = {"Relu", "Sigmoid", "Tanh", "LeakyRelu", "Elu", "Softplus", "Softsign", "HardSigmoid"};
        return node(plain[random.nextInt(plain.length)], List.of(x.name()), x.shape());
    }

    Value pool(Value x) {
        int axes = x.shape().size() - 2;
        long[] kernel = new long[axes];
        long[] pads = new long[2 * axes];
        List<Integer> shape = new ArrayList<>(x.shape().subList(0, 2));
        for (int a = 0; a < axes; a++) {
            int size = x.extent(2 + a);
            kernel[a] = size >= 2 ? 2 : 1;
            pads[a] = kernel[a] == 2 ? random.nextInt(2) : 0;
            shape.add((int) ((size + pads[a] - kernel[a]) / 2 + 1));
        }
        long[] strides = new long[axes];
        java.util.Arrays.fill(strides, 2);
        boolean max = random.nextBoolean();
        AttributeProto padded = integer("count_include_pad", random.nextInt(2));
        AttributeProto[] common = {ints("kernel_shape", kernel), ints("strides", strides), ints("pads", pads)};
        return max
                ? node("MaxPool", List.of(x.name()), shape, common)
                : node("AveragePool", List.of(x.name()), shape, common[0], common[1], common[2], padded);
    }

    Value norm(Value x) {
        if (x.shape().size() >= 3 && x.extent(0) == 1 && random.nextBoolean()) {
            int c = x.extent(1);
            return node(
                    "BatchNormalization",
                    List.of(x.name(), weights(0.5, c), weights(0.3, c), weights(0.3, c), positive(c)),
                    x.shape());
        }
        int n = x.extent(x.shape().size() - 1);
        return n < 2
                ? activation(x)
                // A generous epsilon: with two elements the gain of a tiny variance would be that of any rounding too.
                : node(
                        "LayerNormalization",
                        List.of(x.name(), weights(0.5, n), weights(0.3, n)),
                        x.shape(),
                        integer("axis", -1),
                        number("epsilon", 0.1f));
    }

    Value residual(Value x) {
        Value y = activation(x);
        String op = random.nextBoolean() ? "Add" : "Mul";
        if (random.nextInt(3) == 0) {
            int[] one = new int[x.shape().size()];
            java.util.Arrays.fill(one, 1);
            one[one.length - 1] = x.extent(one.length - 1);
            return node(op, List.of(weights(1, one), y.name()), x.shape());
        }
        return node(op, List.of(x.name(), y.name()), x.shape());
    }

    Value move(Value x) {
        int rank = x.shape().size();
        switch (random.nextInt(4)) {
            case 0:
                if (rank == 2) {
                    return node("Transpose", List.of(x.name()), List.of(x.extent(1), x.extent(0)), ints("perm", 1, 0));
                }
                return flat(x);
            case 1: {
                int axis = rank - 1;
                if (x.extent(axis) < 2) {
                    return flat(x);
                }
                List<Integer> shape = new ArrayList<>(x.shape());
                shape.set(axis, x.extent(axis) - 1);
                return node("Slice", List.of(x.name(), integers(1), integers(1000), integers(axis)), shape);
            }
            case 2: {
                int axis = rank - 1;
                List<Integer> shape = new ArrayList<>(x.shape());
                shape.set(axis, 2 * x.extent(axis));
                return node("Concat", List.of(x.name(), activation(x).name()), shape, integer("axis", axis));
            }
            default:
                return flat(x);
        }
    }

    Value flat(Value x) {
        return node("Reshape", List.of(x.name(), integers(1, x.size())), List.of(1, x.size()));
    }

    Value recurrent(Value x) {
        boolean gru = random.nextBoolean();
        int gates = gru ? 3 : 4;
        int steps = x.extent(0);
        int inputs = x.extent(2);
        int hidden = 1 + random.nextInt(12);
        int directions = 1 + random.nextInt(2);
        double scale = 1 / Math.sqrt(hidden);
        String y = name();
        List<AttributeProto> attributes = new ArrayList<>(List.of(
                integer("hidden_size", hidden),
                text("direction", directions == 2 ? "bidirectional" : random.nextBoolean() ? "forward" : "reverse")));
        if (gru) {
            attributes.add(integer("linear_before_reset", random.nextInt(2)));
        }
        nodes(
                gru ? "GRU" : "LSTM",
                List.of(
                        x.name(),
                        weights(1 / Math.sqrt(inputs), directions, gates * hidden, inputs),
                        weights(scale, directions, gates * hidden, hidden),
                        weights(0.3, directions, 2 * gates * hidden)),
                List.of(y),
                attributes.toArray(AttributeProto[]::new));
        return node(
                "Reshape", List.of(y, integers(steps, 1, directions * hidden)), List.of(steps, 1, directions * hidden));
    }

    /** What no delta layer covers. */
    Value uncovered(Value x) {
        return node(random.nextBoolean() ? "Erf" : "Sin", List.of(x.name()), x.shape());
    }

    /** A model of pictures, signals, windows or vectors, a few layers deep, with one or two outputs. */
    static Drawn random(long seed) {
        Random random = new Random(seed);
        RandomModel model = new RandomModel(random);
        int kind = random.nextInt(4);
        Value x = switch (kind) {
            case 0 -> model.input("x", 1, 1 + random.nextInt(3), 4 + random.nextInt(8), 4 + random.nextInt(8));
            case 1 -> model.input("x", 1, 1 + random.nextInt(4), 6 + random.nextInt(20));
            case 2 -> model.input("x", 1 + random.nextInt(5), 1, 1 + random.nextInt(9));
            default -> model.input("x", 1 + random.nextInt(3), 1 + random.nextInt(20));
        };
        Value first = x;
        Value y = model.weighted(x, kind);
        Value side = y;
        int layers = 1 + random.nextInt(6);
        for (int i = 0; i < layers; i++) {
            side = random.nextBoolean() ? y : side;
            y = switch (random.nextInt(8)) {
                case 0, 1 -> model.weighted(y, y.shape().size() == 4 ? 0 : kind);
                case 2, 3 -> model.activation(y);
                case 4 -> y.shape().size() == 4 ? model.pool(y) : model.norm(y);
                case 5 -> model.residual(y);
                case 6 -> model.move(y);
                default -> random.nextInt(3) == 0 ? model.uncovered(y) : model.norm(y);
            };
        }
        y = model.linear(model.flat(y), 1 + random.nextInt(5));
        byte[] bytes =
                random.nextBoolean() && !side.equals(y) && !side.equals(first) ? model.build(y, side) : model.build(y);
        return new Drawn(new Bytes(bytes), first.shape());
    }

    private Value weighted(Value x, int kind) {
        int rank = x.shape().size();
        if (kind == 2 && rank == 3 && x.extent(1) == 1) {
            return recurrent(x);
        }
        return (kind == 0 && rank == 4 || kind == 1 && rank == 3) && x.extent(0) == 1
                ? conv(x)
                : linear(x, 1 + random.nextInt(16));
    }

    /** An array that a record may hold. */
    static final class Bytes {
        private final byte[] values;

        Bytes(byte[] values) {
            this.values = values;
        }

        byte[] values() {
            return values;
        }
    }

    /** A model and the shape of its input {@code x}. */
    record Drawn(Bytes model, List<Integer> shape) {}
}
