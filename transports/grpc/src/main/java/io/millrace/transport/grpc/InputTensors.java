package io.millrace.transport.grpc;

import com.google.protobuf.ByteString;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Port;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.transport.grpc.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tensors of a request, checked against what an input takes. Nothing is allocated before lengths are known to fit. */
final class InputTensors {

    private static final int MAX_RANK = 8;
    private static final int MAX_RECORDS = 1 << 16;

    private InputTensors() {}

    /** Whether an input takes records of bytes, which a decoder turns into frames. */
    static boolean takesRecords(StreamSpec spec) {
        return spec.kind() == PayloadKind.TENSOR
                && spec.element() == ElementType.U8
                && spec.axes().size() == 1
                && spec.axes().get(0).isDynamic();
    }

    /**
     * The frames in one tensor: one, or one for every element of a BYTES tensor.
     *
     * @param raw its raw contents, or null if the tensor has contents of its own
     */
    static List<Tensor> read(InferInputTensor tensor, @Nullable ByteString raw, Port port) throws RequestException {
        Datatype type = Datatype.parse(tensor.getDatatype());
        StreamSpec spec = port.spec();
        if (spec.kind() != PayloadKind.TENSOR) {
            throw RequestException.invalid("input takes no tensors: input=" + port.name() + ", stream=" + spec
                    + " (expected an input that carries dense tensors)");
        }
        Shape shape = shape(tensor, port.name());
        if (type == Datatype.BYTES) {
            if (!takesRecords(spec)) {
                throw wrongType(type, port);
            }
            return records(shape, contents(tensor, raw, shape, type, port.name()), raw == null ? tensor : null, port);
        }
        List<Datatype> fitting = Datatype.fitting(spec.element());
        if (!fitting.contains(type)) {
            throw wrongType(type, port);
        }
        checkShape(shape, port);
        if (raw == null && tensor.hasContents()) {
            return List.of(TypedContents.read(type, shape, tensor.getContents(), port.name()));
        }
        ByteString bytes = contents(tensor, raw, shape, type, port.name());
        return List.of(fromRaw(type, shape, bytes == null ? ByteString.EMPTY : bytes, port.name()));
    }

    private static RequestException wrongType(Datatype type, Port port) {
        StreamSpec spec = port.spec();
        List<String> expected = new ArrayList<>();
        Datatype.fitting(spec.element()).forEach(d -> expected.add(d.name()));
        if (takesRecords(spec)) {
            expected.add(Datatype.BYTES.name());
        }
        return RequestException.invalid("datatype does not fit the input: input=" + port.name() + ", datatype=" + type
                + " (expected " + (expected.size() == 1 ? expected.get(0) : "one of " + expected) + ")");
    }

    private static Shape shape(InferInputTensor tensor, String input) throws RequestException {
        if (tensor.getShapeCount() > MAX_RANK) {
            throw RequestException.invalid("too many axes: input=" + input + ", rank=" + tensor.getShapeCount()
                    + " (expected at most " + MAX_RANK + ")");
        }
        int[] extents = new int[tensor.getShapeCount()];
        for (int axis = 0; axis < extents.length; axis++) {
            long extent = tensor.getShape(axis);
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw badShape(tensor, input);
            }
            extents[axis] = (int) extent;
        }
        try {
            return Shape.of(extents);
        } catch (ArithmeticException e) {
            throw badShape(tensor, input);
        }
    }

    private static RequestException badShape(InferInputTensor tensor, String input) {
        return RequestException.invalid("shape out of range: input=" + input + ", shape=" + tensor.getShapeList()
                + " (expected extents of 0 or more, at most " + Integer.MAX_VALUE + " elements in all)");
    }

    private static void checkShape(Shape shape, Port port) throws RequestException {
        List<Axis> axes = port.spec().axes();
        boolean fits = shape.rank() == axes.size();
        for (int axis = 0; fits && axis < axes.size(); axis++) {
            fits = axes.get(axis).isDynamic() || axes.get(axis).size() == shape.extent(axis);
        }
        if (!fits) {
            throw RequestException.invalid("shape does not fit the input: input=" + port.name() + ", shape=" + shape
                    + " (expected " + axes + ")");
        }
    }

    /** The raw bytes, whose number must be what the shape says; null for a BYTES tensor with typed contents. */
    private static @Nullable ByteString contents(
            InferInputTensor tensor, @Nullable ByteString raw, Shape shape, Datatype type, String input)
            throws RequestException {
        if (raw == null) {
            if (type != Datatype.BYTES && shape.elements() > 0) {
                throw missing(tensor, input);
            }
            return null;
        }
        long expected = (long) shape.elements() * type.bytes();
        if (type != Datatype.BYTES && raw.size() != expected) {
            throw RequestException.invalid("raw contents do not fill the shape: input=" + input + ", bytes="
                    + raw.size() + " (expected " + expected + " for " + type + shape + ")");
        }
        return raw;
    }

    private static RequestException missing(InferInputTensor tensor, String input) {
        return RequestException.invalid("contents are missing: input=" + input + ", shape=" + tensor.getShapeList()
                + " (expected contents, or an entry in raw_input_contents)");
    }

    private static List<Tensor> records(
            Shape shape, @Nullable ByteString raw, @Nullable InferInputTensor typed, Port port)
            throws RequestException {
        int count = shape.elements();
        int found = typed == null ? count : typed.getContents().getBytesContentsCount();
        if (count > MAX_RECORDS || found != count) {
            throw RequestException.invalid("number of records does not fit: input=" + port.name() + ", shape=" + shape
                    + ", records=" + found + " (expected " + Math.min(count, MAX_RECORDS) + ")");
        }
        List<Tensor> records = new ArrayList<>();
        if (typed != null) {
            typed.getContents().getBytesContentsList().forEach(b -> records.add(Tensor.ofBytes(b.toByteArray())));
            return records;
        }
        ByteBuffer rest = little(raw == null ? ByteString.EMPTY : raw);
        for (int i = 0; i < count; i++) {
            int length = rest.remaining() < 4 ? -1 : rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                throw RequestException.invalid("raw strings are cut off: input=" + port.name() + ", string=" + i
                        + ", length=" + length + ", left=" + rest.remaining()
                        + " (expected a length of 4 bytes, little-endian, and that many bytes)");
            }
            byte[] record = new byte[length];
            rest.get(record);
            records.add(Tensor.ofBytes(record));
        }
        if (rest.hasRemaining()) {
            throw RequestException.invalid("raw strings are too long: input=" + port.name() + ", left="
                    + rest.remaining() + " (expected " + count + " strings and nothing behind them)");
        }
        return records;
    }

    private static ByteBuffer little(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Tensor fromRaw(Datatype type, Shape shape, ByteString raw, String input) throws RequestException {
        int n = shape.elements();
        ByteBuffer in = little(raw);
        switch (type) {
            case BOOL, UINT8, INT8 -> {
                ElementType element = type == Datatype.BOOL
                        ? ElementType.BOOL
                        : type == Datatype.UINT8 ? ElementType.U8 : ElementType.I8;
                return Tensor.ofBytes(element, shape, raw.toByteArray());
            }
            case INT16 -> {
                short[] values = new short[n];
                in.asShortBuffer().get(values);
                return Tensor.of(shape, values);
            }
            case UINT16 -> {
                int[] values = new int[n];
                for (int i = 0; i < n; i++) {
                    values[i] = in.getShort() & 0xffff;
                }
                return Tensor.of(shape, values);
            }
            case INT32 -> {
                int[] values = new int[n];
                in.asIntBuffer().get(values);
                return Tensor.of(shape, values);
            }
            case UINT32 -> {
                long[] values = new long[n];
                for (int i = 0; i < n; i++) {
                    values[i] = in.getInt() & 0xffffffffL;
                }
                return Tensor.of(shape, values);
            }
            case INT64, UINT64 -> {
                long[] values = new long[n];
                in.asLongBuffer().get(values);
                return longs(type, shape, values, input);
            }
            case FP64 -> {
                double[] values = new double[n];
                in.asDoubleBuffer().get(values);
                return Tensor.of(shape, values);
            }
            default -> {
                return Tensor.of(shape, floats(type, in, n));
            }
        }
    }

    private static float[] floats(Datatype type, ByteBuffer in, int n) {
        float[] values = new float[n];
        if (type == Datatype.FP32) {
            in.asFloatBuffer().get(values);
        } else {
            for (int i = 0; i < n; i++) {
                values[i] = type == Datatype.FP16 ? Halves.fromHalf(in.getShort()) : Halves.fromBfloat(in.getShort());
            }
        }
        return values;
    }

    /** Refuses unsigned values that no element type holds. */
    static Tensor longs(Datatype type, Shape shape, long[] values, String input) throws RequestException {
        if (type == Datatype.UINT64) {
            for (long value : values) {
                if (value < 0) {
                    throw RequestException.invalid("value out of range: input=" + input + ", value="
                            + Long.toUnsignedString(value) + " (expected below 9223372036854775808)");
                }
            }
        }
        return Tensor.of(shape, values);
    }
}
