package io.millrace.nir;

import java.util.Arrays;
import java.util.Objects;

/**
 * A parameter of a NIR node: an array of float32, float64 or int64 with its extents, or a text. Immutable.
 */
public final class NirArray {

    private static final int MAX_AXES = 8;

    private final Object data;
    private final int[] shape;

    private NirArray(Object data, int... shape) {
        this.data = data;
        this.shape = shape;
        long elements = 1;
        for (int extent : shape) {
            elements *= extent;
        }
        if ((!(data instanceof String) && elements != length()) || shape.length > MAX_AXES) {
            throw new IllegalArgumentException("array does not fill its shape: length=" + length() + ", shape="
                    + Arrays.toString(shape) + " (expected length " + elements + ", at most " + MAX_AXES + " axes)");
        }
    }

    /**
     * An array of single precision.
     *
     * @param values row-major elements, copied
     * @param shape extents, outermost first; none for a scalar
     * @return the array
     */
    public static NirArray of(float[] values, int... shape) {
        return new NirArray(values.clone(), shape.clone());
    }

    /**
     * An array of double precision.
     *
     * @param values row-major elements, copied
     * @param shape extents, outermost first; none for a scalar
     * @return the array
     */
    public static NirArray of(double[] values, int... shape) {
        return new NirArray(values.clone(), shape.clone());
    }

    /**
     * An array of integers.
     *
     * @param values row-major elements, copied
     * @param shape extents, outermost first; none for a scalar
     * @return the array
     */
    public static NirArray of(long[] values, int... shape) {
        return new NirArray(values.clone(), shape.clone());
    }

    /**
     * A list of integers.
     *
     * @param values elements
     * @return the array, with one axis
     */
    public static NirArray ints(long... values) {
        return new NirArray(values.clone(), values.length);
    }

    /**
     * A text.
     *
     * @param text the text
     * @return a scalar
     */
    public static NirArray text(String text) {
        return new NirArray(text);
    }

    /**
     * Whether it is a text.
     *
     * @return true for a text
     */
    public boolean isText() {
        return data instanceof String;
    }

    /**
     * The extents.
     *
     * @return a copy, outermost first; empty for a scalar
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * Number of elements.
     *
     * @return 0 or more; 1 for a text
     */
    public int length() {
        if (data instanceof float[] f) {
            return f.length;
        }
        if (data instanceof double[] d) {
            return d.length;
        }
        return data instanceof long[] l ? l.length : 1;
    }

    /**
     * One element as a number.
     *
     * @param index 0-based, row-major
     * @return the element; not a number for a text
     */
    public double number(int index) {
        if (data instanceof float[] f) {
            return f[index];
        }
        if (data instanceof double[] d) {
            return d[index];
        }
        return data instanceof long[] l ? (double) l[index] : Double.NaN;
    }

    /**
     * All elements in double precision.
     *
     * @return row-major, freshly made
     */
    public double[] doubles() {
        double[] all = new double[length()];
        Arrays.setAll(all, this::number);
        return all;
    }

    /**
     * All elements rounded to single precision.
     *
     * @return row-major, freshly made
     */
    public float[] floats() {
        float[] all = new float[length()];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) number(i);
        }
        return all;
    }

    /** The elements as the file has them: float[], double[], long[] or String. */
    Object data() {
        return data;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NirArray that
                && Arrays.equals(shape, that.shape)
                && Objects.deepEquals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(shape) + (data instanceof String text ? text.hashCode() : Arrays.hashCode(doubles()));
    }

    @Override
    public String toString() {
        if (data instanceof String text) {
            return text;
        }
        return data.getClass().getComponentType() + Arrays.toString(shape);
    }
}
