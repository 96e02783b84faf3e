package io.millrace.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays as raw little-endian bytes and back. Byte arrays are wrapped, not copied: payloads are immutable. */
final class Elements {

    private Elements() {}

    static ByteString bytes(Tensor tensor) {
        return switch (tensor.type()) {
            case F32 -> bytes(tensor.floats());
            case F64 -> {
                ByteBuffer buffer = buffer(tensor.bytes());
                buffer.asDoubleBuffer().put(tensor.doubles());
                yield wrap(buffer);
            }
            case I8, U8, BOOL -> bytes(tensor.asBytes());
            case I16 -> {
                ByteBuffer buffer = buffer(tensor.bytes());
                buffer.asShortBuffer().put(tensor.shorts());
                yield wrap(buffer);
            }
            case I32 -> bytes(tensor.ints());
            case I64 -> bytes(tensor.longs());
        };
    }

    static ByteString bytes(byte[] values) {
        return UnsafeByteOperations.unsafeWrap(values);
    }

    static ByteString bytes(float[] values) {
        ByteBuffer buffer = buffer(4L * values.length);
        buffer.asFloatBuffer().put(values);
        return wrap(buffer);
    }

    static ByteString bytes(int[] values) {
        ByteBuffer buffer = buffer(4L * values.length);
        buffer.asIntBuffer().put(values);
        return wrap(buffer);
    }

    static ByteString bytes(long[] values) {
        ByteBuffer buffer = buffer(8L * values.length);
        buffer.asLongBuffer().put(values);
        return wrap(buffer);
    }

    static Tensor tensor(ElementType type, Shape shape, ByteString data) {
        ByteBuffer buffer = little(data);
        return switch (type) {
            case F32 -> Tensor.of(shape, floats(data));
            case F64 -> {
                double[] values = new double[shape.elements()];
                buffer.asDoubleBuffer().get(values);
                yield Tensor.of(shape, values);
            }
            case I8, U8, BOOL -> Tensor.ofBytes(type, shape, data.toByteArray());
            case I16 -> {
                short[] values = new short[shape.elements()];
                buffer.asShortBuffer().get(values);
                yield Tensor.of(shape, values);
            }
            case I32 -> Tensor.of(shape, ints(data));
            case I64 -> Tensor.of(shape, longs(data));
        };
    }

    static float[] floats(ByteString data) {
        float[] values = new float[data.size() / 4];
        little(data).asFloatBuffer().get(values);
        return values;
    }

    static int[] ints(ByteString data) {
        int[] values = new int[data.size() / 4];
        little(data).asIntBuffer().get(values);
        return values;
    }

    static long[] longs(ByteString data) {
        long[] values = new long[data.size() / 8];
        little(data).asLongBuffer().get(values);
        return values;
    }

    private static ByteBuffer little(ByteString data) {
        return data.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteString wrap(ByteBuffer buffer) {
        return UnsafeByteOperations.unsafeWrap(buffer);
    }
}
