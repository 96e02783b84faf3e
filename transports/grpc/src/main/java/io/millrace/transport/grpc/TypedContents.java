package io.millrace.transport.grpc;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.transport.grpc.inference.InferTensorContents;
import java.util.List;

/** Tensors in {@code InferTensorContents}: one list for every family of datatypes. */
final class TypedContents {

    private TypedContents() {}

    static Tensor read(Datatype type, Shape shape, InferTensorContents from, String input) throws RequestException {
        int n = shape.elements();
        int found = count(type, from, input);
        if (found != n) {
            throw RequestException.invalid("contents do not fill the shape: input=" + input + ", values=" + found
                    + " (expected " + n + " for " + type + shape + ")");
        }
        switch (type) {
            case BOOL -> {
                byte[] values = new byte[n];
                for (int i = 0; i < n; i++) {
                    values[i] = (byte) (from.getBoolContents(i) ? 1 : 0);
                }
                return Tensor.ofBytes(ElementType.BOOL, shape, values);
            }
            case INT8, INT16, INT32 -> {
                return signed(type, shape, from.getIntContentsList(), input);
            }
            case UINT8, UINT16, UINT32 -> {
                return unsigned(type, shape, from.getUintContentsList(), input);
            }
            case INT64 -> {
                return Tensor.of(shape, longs(from.getInt64ContentsList()));
            }
            case UINT64 -> {
                return InputTensors.longs(type, shape, longs(from.getUint64ContentsList()), input);
            }
            case FP64 -> {
                return Tensor.of(
                        shape,
                        from.getFp64ContentsList().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray());
            }
            default -> {
                float[] values = new float[n];
                for (int i = 0; i < n; i++) {
                    values[i] = from.getFp32Contents(i);
                }
                return Tensor.of(shape, values);
            }
        }
    }

    private static int count(Datatype type, InferTensorContents from, String input) throws RequestException {
        return switch (type) {
            case BOOL -> from.getBoolContentsCount();
            case INT8, INT16, INT32 -> from.getIntContentsCount();
            case UINT8, UINT16, UINT32 -> from.getUintContentsCount();
            case INT64 -> from.getInt64ContentsCount();
            case UINT64 -> from.getUint64ContentsCount();
            case FP32 -> from.getFp32ContentsCount();
            case FP64 -> from.getFp64ContentsCount();
            case BYTES -> from.getBytesContentsCount();
            case FP16, BF16 ->
                throw RequestException.invalid("datatype has no typed contents: input=" + input + ", datatype=" + type
                        + " (expected raw_input_contents)");
        };
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static Tensor signed(Datatype type, Shape shape, List<Integer> from, String input) throws RequestException {
        int[] values = new int[from.size()];
        int bits = 32 - 8 * type.bytes();
        for (int i = 0; i < values.length; i++) {
            values[i] = from.get(i);
            if (((values[i] << bits) >> bits) != values[i]) {
                throw outOfRange(type, input, values[i]);
            }
        }
        return integers(
                type == Datatype.INT8 ? ElementType.I8 : type == Datatype.INT16 ? ElementType.I16 : ElementType.I32,
                shape,
                values);
    }

    private static Tensor unsigned(Datatype type, Shape shape, List<Integer> from, String input)
            throws RequestException {
        if (type == Datatype.UINT32) {
            return Tensor.of(
                    shape, from.stream().mapToLong(v -> v & 0xffffffffL).toArray());
        }
        int[] values = new int[from.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = from.get(i);
            if (values[i] >>> (8 * type.bytes()) != 0) {
                throw outOfRange(type, input, values[i] & 0xffffffffL);
            }
        }
        return integers(type == Datatype.UINT8 ? ElementType.U8 : ElementType.I32, shape, values);
    }

    private static RequestException outOfRange(Datatype type, String input, long value) {
        return RequestException.invalid(
                "value out of range: input=" + input + ", value=" + value + " (expected what fits " + type + ")");
    }

    private static Tensor integers(ElementType element, Shape shape, int[] values) {
        if (element == ElementType.I32) {
            return Tensor.of(shape, values);
        }
        if (element == ElementType.I16) {
            short[] shorts = new short[values.length];
            for (int i = 0; i < shorts.length; i++) {
                shorts[i] = (short) values[i];
            }
            return Tensor.of(shape, shorts);
        }
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Tensor.ofBytes(element, shape, bytes);
    }
}
