package io.millrace.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/**
 * A tensor of ONNX Runtime over a direct buffer of fixed place and size: made once, read and written by every call.
 * Copies between it and heap arrays in one bulk move.
 */
final class PinnedTensor implements AutoCloseable {

    private final ElementType type;
    private final Shape shape;
    private final ByteBuffer bytes;
    private final Buffer view;
    private final OnnxTensor tensor;

    PinnedTensor(ElementType type, Shape shape) throws OrtException {
        this.type = type;
        this.shape = shape;
        this.bytes = ByteBuffer.allocateDirect(Math.multiplyExact(shape.elements(), type.bytes()))
                .order(ByteOrder.nativeOrder());
        this.view = switch (type) {
            case F32 -> bytes.asFloatBuffer();
            case F64 -> bytes.asDoubleBuffer();
            case I16 -> bytes.asShortBuffer();
            case I32 -> bytes.asIntBuffer();
            case I64 -> bytes.asLongBuffer();
            case I8, U8, BOOL -> bytes;
        };
        this.tensor = make();
        NativeHandles.tensorMade();
    }

    private OnnxTensor make() throws OrtException {
        OrtEnvironment environment = SessionPool.environment();
        long[] extents = Arrays.stream(shape.toArray()).asLongStream().toArray();
        return switch (type) {
            case F32 -> OnnxTensor.createTensor(environment, (FloatBuffer) view, extents);
            case F64 -> OnnxTensor.createTensor(environment, (DoubleBuffer) view, extents);
            case I16 -> OnnxTensor.createTensor(environment, (ShortBuffer) view, extents);
            case I32 -> OnnxTensor.createTensor(environment, (IntBuffer) view, extents);
            case I64 -> OnnxTensor.createTensor(environment, (LongBuffer) view, extents);
            case I8, U8, BOOL ->
                OnnxTensor.createTensor(environment, (ByteBuffer) view, extents, ElementTypes.toOnnx(type));
        };
    }

    OnnxTensor tensor() {
        return tensor;
    }

    long byteCount() {
        return bytes.capacity();
    }

    /** Copies a frame's elements in; the shape of the frame may lack leading axes of 1, its size may not differ. */
    void load(Tensor from) {
        if (from.type() != type || from.shape().elements() != shape.elements()) {
            throw new IllegalStateException(
                    "frame does not fit the model: frame=" + from + " (expected " + type + shape + ")");
        }
        switch (type) {
            case F32 -> ((FloatBuffer) view).put(0, from.floats());
            case F64 -> ((DoubleBuffer) view).put(0, from.doubles());
            case I16 -> ((ShortBuffer) view).put(0, from.shorts());
            case I32 -> ((IntBuffer) view).put(0, from.ints());
            case I64 -> ((LongBuffer) view).put(0, from.longs());
            case I8, U8, BOOL -> bytes.put(0, from.asBytes());
        }
    }

    /** Copies the elements out into a fresh array. */
    Tensor store(Shape emitted) {
        int length = emitted.elements();
        switch (type) {
            case F32 -> {
                float[] data = new float[length];
                ((FloatBuffer) view).get(0, data);
                return Tensor.of(emitted, data);
            }
            case F64 -> {
                double[] data = new double[length];
                ((DoubleBuffer) view).get(0, data);
                return Tensor.of(emitted, data);
            }
            case I16 -> {
                short[] data = new short[length];
                ((ShortBuffer) view).get(0, data);
                return Tensor.of(emitted, data);
            }
            case I32 -> {
                int[] data = new int[length];
                ((IntBuffer) view).get(0, data);
                return Tensor.of(emitted, data);
            }
            case I64 -> {
                long[] data = new long[length];
                ((LongBuffer) view).get(0, data);
                return Tensor.of(emitted, data);
            }
            default -> {
                byte[] data = new byte[length];
                bytes.get(0, data);
                return Tensor.ofBytes(type, emitted, data);
            }
        }
    }

    /** Copies the elements out over those of a tensor that its owner lets be written over. */
    void storeInto(Tensor to) {
        switch (type) {
            case F32 -> ((FloatBuffer) view).get(0, to.floats());
            case F64 -> ((DoubleBuffer) view).get(0, to.doubles());
            case I16 -> ((ShortBuffer) view).get(0, to.shorts());
            case I32 -> ((IntBuffer) view).get(0, to.ints());
            case I64 -> ((LongBuffer) view).get(0, to.longs());
            case I8, U8, BOOL -> bytes.get(0, to.asBytes());
        }
    }

    /** Whether no element is NaN or infinite; integers never are. */
    boolean isFinite() {
        return switch (type) {
            case F32 -> FiniteCheck.isFinite((FloatBuffer) view);
            case F64 -> FiniteCheck.isFinite((DoubleBuffer) view);
            default -> true;
        };
    }

    void fill(double value) {
        for (int i = 0; i < shape.elements(); i++) {
            switch (type) {
                case F32 -> ((FloatBuffer) view).put(i, (float) value);
                case F64 -> ((DoubleBuffer) view).put(i, value);
                case I16 -> ((ShortBuffer) view).put(i, (short) value);
                case I32 -> ((IntBuffer) view).put(i, (int) value);
                case I64 -> ((LongBuffer) view).put(i, (long) value);
                case I8, U8, BOOL -> bytes.put(i, (byte) (int) value);
            }
        }
    }

    void zero() {
        bytes.put(0, new byte[bytes.capacity()]);
    }

    /** The memory as it is, in the byte order of this machine. */
    byte[] toBytes() {
        byte[] copy = new byte[bytes.capacity()];
        bytes.get(0, copy);
        return copy;
    }

    /** Takes over what {@link #toBytes} gave. */
    void fromBytes(byte[] copy) {
        bytes.put(0, copy);
    }

    @Override
    public void close() {
        tensor.close();
        NativeHandles.tensorClosed();
    }
}
