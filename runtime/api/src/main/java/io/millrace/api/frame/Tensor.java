package io.millrace.api.frame;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * A dense array with a type and a shape, row-major on the Java heap.
 *
 * <p>The array is handed over by {@code of}: its maker must not write to it afterwards, and whoever reads it through
 * {@link #floats()} and its kin must not write either. {@link #copy()} gives an array of one's own.
 */
public final class Tensor implements Payload {

    private final ElementType type;
    private final Shape shape;
    private final Object data;

    private Tensor(ElementType type, Shape shape, Object data) {
        int length = Array.getLength(data);
        if (length != shape.elements()) {
            throw new IllegalArgumentException("array does not fill the shape: length=" + length + ", shape=" + shape
                    + " (expected length " + shape.elements() + ")");
        }
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /**
     * Wraps single-precision values.
     *
     * @param shape extents
     * @param data row-major elements, handed over
     * @return the tensor, type F32
     */
    public static Tensor of(Shape shape, float[] data) {
        return new Tensor(ElementType.F32, shape, data);
    }

    /**
     * Wraps double-precision values.
     *
     * @param shape extents
     * @param data row-major elements, handed over
     * @return the tensor, type F64
     */
    public static Tensor of(Shape shape, double[] data) {
        return new Tensor(ElementType.F64, shape, data);
    }

    /**
     * Wraps 16-bit integers.
     *
     * @param shape extents
     * @param data row-major elements, handed over
     * @return the tensor, type I16
     */
    public static Tensor of(Shape shape, short[] data) {
        return new Tensor(ElementType.I16, shape, data);
    }

    /**
     * Wraps 32-bit integers.
     *
     * @param shape extents
     * @param data row-major elements, handed over
     * @return the tensor, type I32
     */
    public static Tensor of(Shape shape, int[] data) {
        return new Tensor(ElementType.I32, shape, data);
    }

    /**
     * Wraps 64-bit integers.
     *
     * @param shape extents
     * @param data row-major elements, handed over
     * @return the tensor, type I64
     */
    public static Tensor of(Shape shape, long[] data) {
        return new Tensor(ElementType.I64, shape, data);
    }

    /**
     * Wraps 8-bit elements.
     *
     * @param type I8, U8 or BOOL
     * @param shape extents
     * @param data row-major elements, handed over
     * @return the tensor
     * @throws IllegalArgumentException if the type is not an 8-bit one
     */
    public static Tensor ofBytes(ElementType type, Shape shape, byte[] data) {
        if (type.bytes() != 1) {
            throw new IllegalArgumentException(
                    "bytes given for a wider type: type=" + type + " (expected I8, U8, BOOL)");
        }
        return new Tensor(type, shape, data);
    }

    /**
     * Wraps a record of raw bytes, as a transport receives it.
     *
     * @param data the record, handed over
     * @return the tensor, type U8, shape [length]
     */
    public static Tensor ofBytes(byte[] data) {
        return new Tensor(ElementType.U8, Shape.of(data.length), data);
    }

    /**
     * Makes a tensor of zeros.
     *
     * @param type element type
     * @param shape extents
     * @return the tensor
     */
    public static Tensor zeros(ElementType type, Shape shape) {
        return new Tensor(type, shape, type.newArray(shape.elements()));
    }

    /**
     * Element type.
     *
     * @return the type
     */
    public ElementType type() {
        return type;
    }

    /**
     * Extents.
     *
     * @return the shape
     */
    public Shape shape() {
        return shape;
    }

    /**
     * The elements of an F32 tensor, to be read only.
     *
     * @return the backing array
     */
    public float[] floats() {
        require(ElementType.F32);
        return (float[]) data;
    }

    /**
     * The elements of an F64 tensor, to be read only.
     *
     * @return the backing array
     */
    public double[] doubles() {
        require(ElementType.F64);
        return (double[]) data;
    }

    /**
     * The elements of an I16 tensor, to be read only.
     *
     * @return the backing array
     */
    public short[] shorts() {
        require(ElementType.I16);
        return (short[]) data;
    }

    /**
     * The elements of an I32 tensor, to be read only.
     *
     * @return the backing array
     */
    public int[] ints() {
        require(ElementType.I32);
        return (int[]) data;
    }

    /**
     * The elements of an I64 tensor, to be read only.
     *
     * @return the backing array
     */
    public long[] longs() {
        require(ElementType.I64);
        return (long[]) data;
    }

    /**
     * The elements of an I8, U8 or BOOL tensor, to be read only.
     *
     * @return the backing array
     */
    public byte[] asBytes() {
        if (type.bytes() != 1) {
            require(ElementType.U8);
        }
        return (byte[]) data;
    }

    /**
     * A tensor with an array of its own.
     *
     * @return the copy
     */
    public Tensor copy() {
        int length = shape.elements();
        Object copy = type.newArray(length);
        System.arraycopy(data, 0, copy, 0, length);
        return new Tensor(type, shape, copy);
    }

    @Override
    public long bytes() {
        return (long) shape.elements() * type.bytes();
    }

    private void require(ElementType wanted) {
        if (type != wanted) {
            throw new IllegalStateException("wrong element type: type=" + type + " (expected " + wanted + ")");
        }
    }

    /** Equal type, shape and bits: NaN equals NaN, 0.0 differs from -0.0. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && type == that.type
                && shape.equals(that.shape)
                && Arrays.deepEquals(new Object[] {data}, new Object[] {that.data});
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.deepHashCode(new Object[] {data});
    }

    @Override
    public String toString() {
        return type + shape.toString();
    }
}
