package io.millrace.inference.delta;

import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Convolutions whose result nothing but one activation reads: the two are computed as one. */
final class Fusions {

    private final Map<String, NodeProto> activations = new HashMap<>();
    private final Set<String> fused = new HashSet<>();

    Fusions(GraphProto graph, TensorTable table) {
        Map<String, Integer> readers = new HashMap<>();
        graph.getNodeList().forEach(n -> OnnxModels.reads(n).forEach(r -> readers.merge(r, 1, Integer::sum)));
        graph.getOutputList().forEach(o -> readers.merge(o.getName(), 1, Integer::sum));
        Map<String, NodeProto> producers = OnnxModels.producers(graph);
        for (NodeProto node : graph.getNodeList()) {
            String read = node.getInputCount() == 0 ? "" : node.getInput(0);
            NodeProto before = producers.get(read);
            if (before != null
                    && before.getOpType().equals("Conv")
                    && readers.getOrDefault(read, 0) == 1
                    && isApplied(node, table)) {
                activations.put(read, node);
                fused.add(node.getOutput(0));
            }
        }
    }

    private static boolean isApplied(NodeProto node, TensorTable table) {
        if (!Elements.isActivation(node.getOpType()) || !table.isSignal(node.getOutput(0))) {
            return false;
        }
        try {
            Elements.function(node, table);
            return true;
        } catch (NotCovered e) {
            return false;
        }
    }

    /** The activation computed with a convolution, null if it stands alone. */
    @Nullable NodeProto after(NodeProto conv) {
        return activations.get(conv.getOutput(0));
    }

    /** Whether an activation is computed with the convolution before it. */
    boolean isFused(NodeProto activation) {
        return activation.getOutputCount() == 1 && fused.contains(activation.getOutput(0));
    }
}
