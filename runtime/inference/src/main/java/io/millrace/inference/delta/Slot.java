package io.millrace.inference.delta;

import io.millrace.api.frame.Tensor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The place of a named tensor between parts of a model. Unlike that of a frame, its array is written over at every
 * frame, by the one that produces it.
 *
 * @param name name in the model
 * @param tensor type, shape and array
 */
public record Slot(String name, Tensor tensor) {

    /**
     * The elements of a slot of single-precision numbers.
     *
     * @return the backing array, to be written by the producer only
     */
    public float[] floats() {
        return tensor.floats();
    }

    /**
     * Takes over the elements of a tensor of the same type and number of elements.
     *
     * @param from the tensor
     */
    public void take(Tensor from) {
        Slots.copy(from, tensor);
    }

    /** Sets every element to zero. */
    public void clear() {
        Slots.zero(tensor);
    }

    /**
     * Writes the elements.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    public void save(DataOutput out) throws IOException {
        Slots.save(out, tensor);
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @param in where from
     * @throws IOException if reading fails or the number of elements is another
     */
    public void load(DataInput in) throws IOException {
        Slots.load(in, this);
    }
}
