package io.millrace.api.frame;

import java.util.Arrays;

/** The extents of a {@link Tensor}, row-major, outermost first. Immutable: build it once, share it by every frame. */
public final class Shape {

    private final int[] extents;
    private final int elements;

    private Shape(int[] extents) {
        this.extents = extents;
        long product = 1;
        for (int extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "extent is negative: shape=" + Arrays.toString(extents) + " (expected 0 or more)");
            }
            product *= extent;
            if (product > Integer.MAX_VALUE) {
                throw new ArithmeticException("shape is too large: shape=" + Arrays.toString(extents)
                        + " (expected at most 2147483647 elements)");
            }
        }
        this.elements = (int) product;
    }

    /**
     * Makes a shape.
     *
     * @param extents extents, outermost first, each 0 or more; empty for a scalar
     * @return the shape
     * @throws IllegalArgumentException if an extent is negative
     * @throws ArithmeticException if the product exceeds 2^31-1
     */
    public static Shape of(int... extents) {
        return new Shape(extents.clone());
    }

    /**
     * Number of axes.
     *
     * @return rank, 0 for a scalar
     */
    public int rank() {
        return extents.length;
    }

    /**
     * Extent of one axis.
     *
     * @param axis 0 (outermost) to rank-1
     * @return the extent
     */
    public int extent(int axis) {
        return extents[axis];
    }

    /**
     * Number of elements.
     *
     * @return product of the extents, 1 for a scalar
     */
    public int elements() {
        return elements;
    }

    /**
     * The extents as a fresh array.
     *
     * @return a copy, outermost first
     */
    public int[] toArray() {
        return extents.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    @Override
    public String toString() {
        return Arrays.toString(extents);
    }
}
