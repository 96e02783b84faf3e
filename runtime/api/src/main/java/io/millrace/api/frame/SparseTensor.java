package io.millrace.api.frame;

import java.util.Arrays;

/**
 * A tensor of which only the elements that are present are held, as flat row-major coordinates in rising order and
 * single-precision values. Absent elements are zero (or "unchanged": the stream says which).
 */
public final class SparseTensor implements Payload {

    private final Shape shape;
    private final int[] coordinates;
    private final float[] values;

    private SparseTensor(Shape shape, int[] coordinates, float[] values) {
        this.shape = shape;
        this.coordinates = coordinates;
        this.values = values;
    }

    /**
     * Wraps coordinates and values.
     *
     * @param shape extents of the dense tensor
     * @param coordinates flat row-major positions, strictly rising, 0..elements-1, handed over
     * @param values one per coordinate, handed over
     * @return the sparse tensor
     * @throws IllegalArgumentException if lengths differ, or a coordinate is out of range or order
     */
    public static SparseTensor of(Shape shape, int[] coordinates, float[] values) {
        if (coordinates.length != values.length) {
            throw new IllegalArgumentException("coordinates and values differ in number: coordinates="
                    + coordinates.length + ", values=" + values.length + " (expected equal)");
        }
        int previous = -1;
        for (int coordinate : coordinates) {
            if (coordinate <= previous || coordinate >= shape.elements()) {
                throw new IllegalArgumentException("coordinate out of order or range: coordinate=" + coordinate
                        + ", previous=" + previous + " (expected rising, below " + shape.elements() + ")");
            }
            previous = coordinate;
        }
        return new SparseTensor(shape, coordinates, values);
    }

    /**
     * Extents of the dense tensor.
     *
     * @return the shape
     */
    public Shape shape() {
        return shape;
    }

    /**
     * Flat row-major positions of the present elements, rising, to be read only.
     *
     * @return the backing array
     */
    public int[] coordinates() {
        return coordinates;
    }

    /**
     * Values of the present elements, to be read only.
     *
     * @return the backing array
     */
    public float[] values() {
        return values;
    }

    /**
     * The same values in a dense tensor, zeros elsewhere.
     *
     * @return a fresh F32 tensor
     */
    public Tensor toDense() {
        float[] dense = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            dense[coordinates[i]] = values[i];
        }
        return Tensor.of(shape, dense);
    }

    @Override
    public long bytes() {
        return 8L * values.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparseTensor that
                && shape.equals(that.shape)
                && Arrays.equals(coordinates, that.coordinates)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * shape.hashCode() + Arrays.hashCode(coordinates)) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "sparse" + shape + "/" + values.length;
    }
}
