package io.millrace.inference;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import java.util.List;

/**
 * Which tensor of a model is fed by what and goes where, every shape known.
 *
 * @param inputs inputs in the model's order
 * @param outputs outputs in the model's order
 * @param session the session that runs it
 * @param signature what the model says of itself
 * @param macs multiply-accumulates of one call, 0 if not counted
 */
record ModelBinding(List<Input> inputs, List<Output> outputs, SessionKey session, ModelSignature signature, long macs) {

    ModelBinding {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** What fills an input. */
    sealed interface Feed {}

    /** The frame's tensor. */
    record Whole() implements Feed {}

    /**
     * One part of the frame's bundle.
     *
     * @param index 0-based part
     */
    record Part(int index) implements Feed {}

    /**
     * The same number in every element of every frame.
     *
     * @param value the number
     */
    record Constant(double value) implements Feed {}

    /**
     * What an output held after the frame before; zero at first.
     *
     * @param output name of the output
     */
    record Recurrent(String output) implements Feed {}

    /**
     * An input.
     *
     * @param name name in the model
     * @param element element type
     * @param shape shape in the model
     * @param feed what fills it
     */
    record Input(String name, ElementType element, Shape shape, Feed feed) {

        long bytes() {
            return (long) shape.elements() * element.bytes();
        }
    }

    /**
     * An output.
     *
     * @param name name in the model
     * @param element element type
     * @param shape shape in the model
     * @param emitted shape of the frames, without the leading axes of 1 that the stream does without
     * @param recurrent whether it is a state and not emitted
     */
    record Output(String name, ElementType element, Shape shape, Shape emitted, boolean recurrent) {

        long bytes() {
            return (long) shape.elements() * element.bytes();
        }
    }

    List<Output> emitted() {
        return outputs.stream().filter(o -> !o.recurrent()).toList();
    }

    /** Memory of every pinned tensor: inputs and outputs once, of a state two that take turns. */
    long pinnedBytes() {
        return inputs.stream().mapToLong(Input::bytes).sum()
                + outputs.stream().mapToLong(Output::bytes).sum();
    }

    boolean canBeNonFinite() {
        return outputs.stream().anyMatch(o -> o.element() == ElementType.F32 || o.element() == ElementType.F64);
    }
}
