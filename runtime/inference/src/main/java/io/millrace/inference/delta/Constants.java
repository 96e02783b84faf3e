package io.millrace.inference.delta;

import com.google.protobuf.ByteString;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.inference.onnx.AttributeProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Constant tensors and attributes of ONNX models, and constants made from arrays. */
final class Constants {

    static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT16 = 5;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int BOOL = 9;
    private static final int DOUBLE = 11;

    private Constants() {}

    static int[] shape(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
    }

    static int elements(int[] shape) {
        int elements = 1;
        for (int extent : shape) {
            elements = Math.multiplyExact(elements, extent);
        }
        return elements;
    }

    /** The elements of a single-precision constant. */
    static float[] floats(TensorProto tensor) throws NotCovered {
        if (tensor.getDataType() != FLOAT || tensor.getDataLocation() != 0) {
            throw new NotCovered("constant " + tensor.getName() + " is not float32 within the file");
        }
        int n = elements(shape(tensor));
        float[] values = new float[n];
        if (tensor.getRawData().isEmpty()) {
            require(tensor.getFloatDataCount() == n, tensor);
            for (int i = 0; i < n; i++) {
                values[i] = tensor.getFloatData(i);
            }
        } else {
            require(tensor.getRawData().size() == 4L * n, tensor);
            little(tensor.getRawData()).asFloatBuffer().get(values);
        }
        return values;
    }

    /** The elements of a constant of 64-bit integers. */
    static long[] longs(TensorProto tensor) throws NotCovered {
        int n = elements(shape(tensor));
        long[] values = new long[n];
        if (tensor.getDataType() != INT64 || tensor.getDataLocation() != 0) {
            throw new NotCovered("constant " + tensor.getName() + " is not int64 within the file");
        }
        if (tensor.getRawData().isEmpty()) {
            require(tensor.getInt64DataCount() == n, tensor);
            for (int i = 0; i < n; i++) {
                values[i] = tensor.getInt64Data(i);
            }
        } else {
            require(tensor.getRawData().size() == 8L * n, tensor);
            little(tensor.getRawData()).asLongBuffer().get(values);
        }
        return values;
    }

    private static void require(boolean fits, TensorProto tensor) throws NotCovered {
        if (!fits) {
            throw new NotCovered("constant " + tensor.getName() + " does not fill its shape");
        }
    }

    private static ByteBuffer little(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A constant of a model from a tensor of ours. */
    static TensorProto constant(String name, Tensor tensor) {
        Shape shape = tensor.shape();
        TensorProto.Builder constant = TensorProto.newBuilder().setName(name);
        for (int extent : shape.toArray()) {
            constant.addDims(extent);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int type = switch (tensor.type()) {
            case F32 -> {
                bytes.asFloatBuffer().put(tensor.floats());
                yield FLOAT;
            }
            case F64 -> {
                bytes.asDoubleBuffer().put(tensor.doubles());
                yield DOUBLE;
            }
            case I16 -> {
                bytes.asShortBuffer().put(tensor.shorts());
                yield INT16;
            }
            case I32 -> {
                bytes.asIntBuffer().put(tensor.ints());
                yield INT32;
            }
            case I64 -> {
                bytes.asLongBuffer().put(tensor.longs());
                yield INT64;
            }
            case I8, U8, BOOL -> {
                bytes.put(0, tensor.asBytes());
                yield switch (tensor.type()) {
                    case I8 -> INT8;
                    case BOOL -> BOOL;
                    default -> UINT8;
                };
            }
        };
        return constant.setDataType(type)
                .setRawData(ByteString.copyFrom(bytes.array()))
                .build();
    }

    /** The number of an element type in ONNX. */
    static int type(Tensor tensor) {
        return switch (tensor.type()) {
            case F32 -> FLOAT;
            case F64 -> DOUBLE;
            case I8 -> INT8;
            case U8 -> UINT8;
            case I16 -> INT16;
            case I32 -> INT32;
            case I64 -> INT64;
            case BOOL -> BOOL;
        };
    }

    private static @Nullable AttributeProto find(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    static boolean has(NodeProto node, String name) {
        return find(node, name) != null;
    }

    static long integer(NodeProto node, String name, long orElse) {
        AttributeProto attribute = find(node, name);
        return attribute == null ? orElse : attribute.getI();
    }

    static float number(NodeProto node, String name, float orElse) {
        AttributeProto attribute = find(node, name);
        return attribute == null ? orElse : attribute.getF();
    }

    static String text(NodeProto node, String name, String orElse) {
        AttributeProto attribute = find(node, name);
        return attribute == null ? orElse : attribute.getS().toStringUtf8();
    }

    static int[] integers(NodeProto node, String name, int... orElse) {
        AttributeProto attribute = find(node, name);
        return attribute == null || attribute.getIntsCount() == 0
                ? orElse
                : attribute.getIntsList().stream().mapToInt(Math::toIntExact).toArray();
    }

    static Optional<io.millrace.inference.onnx.GraphProto> branch(NodeProto node, String name) {
        AttributeProto attribute = find(node, name);
        return attribute == null || !attribute.hasG() ? Optional.empty() : Optional.of(attribute.getG());
    }
}
