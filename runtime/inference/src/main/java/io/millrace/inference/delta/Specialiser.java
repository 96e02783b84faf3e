package io.millrace.inference.delta;

import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.TensorShapeProto;
import io.millrace.inference.onnx.TypeProto;
import io.millrace.inference.onnx.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a model special for the inputs that it will get: shapes are fixed, inputs that never change become constants,
 * branches that are decided by them are put in place of the decision, and the engine folds what follows from it. What
 * remains is a plain sequence of operators.
 */
final class Specialiser {

    private static final int MAX_BRANCHES = 100;

    private final DenseEngine engine;

    Specialiser(DenseEngine engine) {
        this.engine = engine;
    }

    /** The special model; {@code inputs} are those that change from frame to frame, with any values. */
    ModelProto specialise(ModelProto model, List<Slot> inputs, Map<String, Tensor> constants)
            throws UnsupportedModelException {
        ModelProto fixed = fix(model, inputs, constants);
        for (int i = 0; i < MAX_BRANCHES; i++) {
            ModelProto next = decideOneBranch(fixed);
            if (next == null) {
                break;
            }
            fixed = next;
        }
        return OnnxModels.read(engine.optimise(fixed.toByteArray()));
    }

    private static ModelProto fix(ModelProto model, List<Slot> inputs, Map<String, Tensor> constants) {
        Map<String, ValueInfoProto> fed = new LinkedHashMap<>();
        inputs.forEach(slot -> fed.put(slot.name(), info(slot)));
        GraphProto.Builder graph = model.getGraph().toBuilder();
        Set<String> given = new HashSet<>();
        graph.getInitializerList().forEach(i -> given.add(i.getName()));
        constants.forEach((name, tensor) -> graph.addInitializer(Constants.constant(name, tensor)));
        List<ValueInfoProto> kept = new ArrayList<>();
        for (ValueInfoProto input : graph.getInputList()) {
            ValueInfoProto info = fed.get(input.getName());
            if (info != null && !given.contains(input.getName())) {
                kept.add(info);
            }
        }
        graph.clearInput().addAllInput(kept).clearValueInfo();
        // Stated shapes of outputs may be open or wrong: the engine infers them.
        for (int i = 0; i < graph.getOutputCount(); i++) {
            graph.getOutputBuilder(i).clearType();
        }
        return model.toBuilder().setGraph(graph).build();
    }

    static ValueInfoProto info(Slot slot) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        Shape extents = slot.tensor().shape();
        for (int extent : extents.toArray()) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(slot.name())
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(Constants.type(slot.tensor()))
                                .setShape(shape)))
                .build();
    }

    private @org.jspecify.annotations.Nullable ModelProto decideOneBranch(ModelProto model)
            throws UnsupportedModelException {
        GraphProto graph = model.getGraph();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getOpType().equals("If") && node.getInputCount() == 1) {
                List<NodeProto> ancestors = constantAncestors(graph, node.getInput(0));
                if (ancestors != null) {
                    byte[] part = OnnxModels.part(model, ancestors, List.of(), List.of(node.getInput(0)));
                    Tensor condition = engine.run(part, Map.of()).get(node.getInput(0));
                    if (condition != null && condition.shape().elements() == 1) {
                        boolean then = condition.asBytes()[0] != 0;
                        return inline(model, i, then ? "then_branch" : "else_branch");
                    }
                }
            }
        }
        return null;
    }

    /** The nodes that compute a tensor from constants alone, in order; null if an input of the model has a part in it. */
    private static @org.jspecify.annotations.Nullable List<NodeProto> constantAncestors(GraphProto graph, String name) {
        Map<String, NodeProto> producers = OnnxModels.producers(graph);
        Set<String> inputs = new HashSet<>();
        graph.getInputList().forEach(in -> inputs.add(in.getName()));
        Set<NodeProto> found = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (inputs.contains(next)) {
                return null;
            }
            NodeProto producer = producers.get(next);
            if (producer != null && seen.add(next)) {
                found.add(producer);
                open.addAll(OnnxModels.reads(producer));
            }
        }
        return graph.getNodeList().stream().filter(found::contains).toList();
    }

    private static ModelProto inline(ModelProto model, int index, String branchName) throws UnsupportedModelException {
        GraphProto graph = model.getGraph();
        NodeProto decision = graph.getNode(index);
        GraphProto branch = Constants.branch(decision, branchName)
                .orElseThrow(() -> new UnsupportedModelException(
                        "branch is missing: node=" + decision.getName() + " (expected " + branchName + ")"));
        if (branch.getOutputCount() != decision.getOutputCount()) {
            throw new UnsupportedModelException("branch has other outputs: node=" + decision.getName() + ", outputs="
                    + branch.getOutputCount() + " (expected " + decision.getOutputCount() + ")");
        }
        List<NodeProto> nodes = new ArrayList<>(graph.getNodeList().subList(0, index));
        nodes.addAll(branch.getNodeList());
        for (int i = 0; i < branch.getOutputCount(); i++) {
            nodes.add(NodeProto.newBuilder()
                    .setOpType("Identity")
                    .addInput(branch.getOutput(i).getName())
                    .addOutput(decision.getOutput(i))
                    .build());
        }
        nodes.addAll(graph.getNodeList().subList(index + 1, graph.getNodeCount()));
        return model.toBuilder()
                .setGraph(
                        graph.toBuilder().clearNode().addAllNode(nodes).addAllInitializer(branch.getInitializerList()))
                .build();
    }
}
