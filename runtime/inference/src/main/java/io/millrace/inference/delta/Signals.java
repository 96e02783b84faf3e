package io.millrace.inference.delta;

import io.millrace.api.frame.Shape;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The signals of a model by the names of its tensors, made as they are asked for. A tensor that a convolution or pool reads
 * or writes has one plane a channel, and so has what is computed from it element by element; any other is one plane.
 */
final class Signals {

    private static final Set<String> CHANNEL_OPERATORS =
            Set.of("Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization");

    private final TensorTable table;
    private final Set<String> planes = new HashSet<>();
    private final Map<String, DeltaSignal> byName = new LinkedHashMap<>();

    Signals(ModelProto model, TensorTable table) {
        this.table = table;
        List<NodeProto> nodes = model.getGraph().getNodeList();
        for (NodeProto node : nodes) {
            if (CHANNEL_OPERATORS.contains(node.getOpType()) && table.isSignal(node.getInput(0))) {
                addPicture(node.getInput(0));
                addPicture(node.getOutput(0));
            }
        }
        boolean grown = true;
        while (grown) {
            grown = false;
            for (NodeProto node : nodes) {
                grown |= Elements.isElementwise(node) && spread(node);
            }
        }
    }

    private void addPicture(String name) {
        if (table.isSignal(name)) {
            Shape shape = table.shape(name);
            if (shape.rank() >= 3 && shape.extent(0) == 1) {
                planes.add(name);
            }
        }
    }

    /** Planes on one side of an element-wise node are planes on all sides of the same shape. */
    private boolean spread(NodeProto node) {
        List<String> names = Stream.concat(node.getInputList().stream(), node.getOutputList().stream())
                .filter(table::isSignal)
                .toList();
        boolean grown = false;
        for (String name : names) {
            for (String other : planes.contains(name) ? names : List.<String>of()) {
                grown |= table.shape(other).equals(table.shape(name)) && planes.add(other);
            }
        }
        return grown;
    }

    DeltaSignal of(String name) throws NotCovered {
        if (!table.isSignal(name)) {
            throw new NotCovered((name.isEmpty() ? "an input" : name) + " is not a float32 tensor that changes");
        }
        DeltaSignal signal = byName.get(name);
        if (signal == null) {
            Shape shape = table.shape(name);
            int channels = planes.contains(name) ? shape.extent(1) : 1;
            signal = new DeltaSignal(channels, shape.elements() / channels);
            byName.put(name, signal);
        }
        return signal;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    Map<String, DeltaSignal> all() {
        return byName;
    }
}
