package io.millrace.inference.delta;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.TensorProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Types and shapes of the tensors of a special model, all known, and its constants. */
final class TensorTable {

    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, ElementType> types = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();

    TensorTable(GraphProto graph, Map<String, Tensor> observed) {
        graph.getInitializerList().forEach(c -> constants.put(c.getName(), c));
        observed.forEach((name, tensor) -> {
            types.put(name, tensor.type());
            shapes.put(name, tensor.shape());
        });
    }

    boolean isConstant(String name) {
        return constants.containsKey(name);
    }

    /** A tensor of single-precision numbers that changes from frame to frame. */
    boolean isSignal(String name) {
        Shape shape = shapes.get(name);
        return types.get(name) == ElementType.F32 && shape != null && shape.elements() > 0;
    }

    TensorProto constant(String name) throws NotCovered {
        TensorProto constant = constants.get(name);
        if (constant == null) {
            throw new NotCovered(name + " is not constant");
        }
        return constant;
    }

    boolean isKnown(String name) {
        return shapes.containsKey(name);
    }

    Shape shape(String name) {
        return Objects.requireNonNull(shapes.get(name), name);
    }

    ElementType type(String name) {
        return Objects.requireNonNull(types.get(name), name);
    }

    int[] extents(String name) {
        return shape(name).toArray();
    }

    /** Bytes of the constants that a node reads. */
    long constantBytes(NodeProto node) throws NotCovered {
        long bytes = 0;
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && isConstant(input)) {
                bytes += (long) Float.BYTES * Constants.elements(Constants.shape(constant(input)));
            }
        }
        return bytes;
    }
}
