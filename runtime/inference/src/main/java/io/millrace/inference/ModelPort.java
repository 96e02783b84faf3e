package io.millrace.inference;

import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One input or output of a model, as its signature states it.
 *
 * @param name name in the model
 * @param typeName name of the type in messages
 * @param element element type, or null for types that frames cannot carry
 * @param axes axes, outermost first; dynamic ones carry the model's name for them, which may be empty
 */
record ModelPort(String name, String typeName, @Nullable ElementType element, List<Axis> axes) {

    ModelPort {
        axes = List.copyOf(axes);
    }

    int rank() {
        return axes.size();
    }

    /** The form of messages: {@code f32[batch, 3, ?, 160]}. */
    @Override
    public String toString() {
        return axes.stream()
                .map(a -> a.isDynamic() ? a.name().isEmpty() ? "?" : a.name() : String.valueOf(a.size()))
                .collect(Collectors.joining(", ", typeName + "[", "]"));
    }
}
