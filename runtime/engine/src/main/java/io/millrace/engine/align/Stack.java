package io.millrace.engine.align;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.List;

/** Tensors of one shape, one after the other along a new first axis {@code frame}. */
final class Stack {

    private final ElementType type;
    private final int[] extents;
    private final int elements;
    private Tensor tensor;

    Stack(StreamSpec spec) {
        this.type = spec.element();
        this.extents = new int[spec.axes().size() + 1];
        for (int axis = 1; axis < extents.length; axis++) {
            extents[axis] = spec.axes().get(axis - 1).size();
        }
        this.elements = spec.shape().elements();
        this.tensor = Tensor.zeros(type, Shape.of(0));
    }

    /** What stacking makes of a stream: so many frames, or {@link Axis#DYNAMIC}. */
    static StreamSpec of(StreamSpec spec, int frames) {
        List<Axis> axes = new ArrayList<>(spec.axes());
        axes.add(0, new Axis("frame", frames));
        return spec.reshaped(spec.element(), axes.toArray(new Axis[0]));
    }

    /** Begins a stack of so many frames. */
    void begin(int frames) {
        extents[0] = frames;
        tensor = Tensor.zeros(type, Shape.of(extents));
    }

    /** Puts a tensor at its place. */
    void put(int position, Tensor frame) {
        System.arraycopy(array(frame), 0, array(tensor), position * elements, elements);
    }

    Tensor end() {
        return tensor;
    }

    private static Object array(Tensor of) {
        return switch (of.type()) {
            case F32 -> of.floats();
            case F64 -> of.doubles();
            case I16 -> of.shorts();
            case I32 -> of.ints();
            case I64 -> of.longs();
            case I8, U8, BOOL -> of.asBytes();
        };
    }
}
