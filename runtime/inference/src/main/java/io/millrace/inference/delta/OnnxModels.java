package io.millrace.inference.delta;

import com.google.protobuf.CodedInputStream;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.ValueInfoProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads and takes apart models in ONNX format. Whatever the bytes are, reading them ends and is bounded by their size. */
public final class OnnxModels {

    /** Largest model that is read, bytes. */
    public static final int MAX_BYTES = 1 << 30;
    /** Most nodes of a model, those of branches included. */
    static final int MAX_NODES = 100_000;

    private static final int MAX_DEPTH = 60;

    private OnnxModels() {}

    /**
     * Reads a model.
     *
     * @param bytes a file in ONNX format
     * @return the model
     * @throws UnsupportedModelException if it is none, or too large
     */
    public static ModelProto read(byte[] bytes) throws UnsupportedModelException {
        if (bytes.length > MAX_BYTES) {
            throw new UnsupportedModelException(
                    "model is too large: bytes=" + bytes.length + " (expected at most " + MAX_BYTES + ")");
        }
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            in.setRecursionLimit(MAX_DEPTH);
            ModelProto model = ModelProto.parseFrom(in);
            int nodes = count(model.getGraph());
            if (nodes == 0 || nodes > MAX_NODES) {
                throw new UnsupportedModelException(
                        "model has too few or too many nodes: nodes=" + nodes + " (expected 1.." + MAX_NODES + ")");
            }
            return model;
        } catch (IOException e) {
            throw new UnsupportedModelException(
                    "model is not in ONNX format: bytes=" + bytes.length + ", error=" + e.getMessage()
                            + " (expected protobuf of ModelProto)",
                    e);
        }
    }

    private static int count(GraphProto graph) {
        long nodes = graph.getNodeCount();
        for (NodeProto node : graph.getNodeList()) {
            for (var attribute : node.getAttributeList()) {
                nodes += attribute.hasG() ? count(attribute.getG()) : 0;
                for (GraphProto inner : attribute.getGraphsList()) {
                    nodes += count(inner);
                }
            }
        }
        return (int) Math.min(nodes, Integer.MAX_VALUE);
    }

    /** Everything a node reads, with what the branches inside of it read from outside. */
    static Set<String> reads(NodeProto node) {
        Set<String> names = new LinkedHashSet<>(node.getInputList());
        for (var attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                names.addAll(captured(attribute.getG()));
            }
            attribute.getGraphsList().forEach(g -> names.addAll(captured(g)));
        }
        names.remove("");
        return names;
    }

    private static Set<String> captured(GraphProto graph) {
        Set<String> own = new HashSet<>();
        graph.getInputList().forEach(i -> own.add(i.getName()));
        graph.getInitializerList().forEach(i -> own.add(i.getName()));
        graph.getNodeList().forEach(n -> own.addAll(n.getOutputList()));
        Set<String> names = new LinkedHashSet<>();
        graph.getNodeList().forEach(n -> names.addAll(reads(n)));
        graph.getOutputList().forEach(o -> names.add(o.getName()));
        names.removeAll(own);
        return names;
    }

    /** The model of some of its nodes: with the inputs and outputs named, and the constants that they need. */
    static byte[] part(
            ModelProto model,
            Collection<NodeProto> nodes,
            Collection<ValueInfoProto> inputs,
            Collection<String> outputs) {
        Set<String> needed = new HashSet<>(outputs);
        nodes.forEach(n -> needed.addAll(reads(n)));
        GraphProto.Builder graph =
                GraphProto.newBuilder().setName("part").addAllNode(nodes).addAllInput(inputs);
        model.getGraph().getInitializerList().stream()
                .filter(i -> needed.contains(i.getName()))
                .forEach(graph::addInitializer);
        outputs.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /** The model with more outputs: every tensor that a node produces, but for those it has. */
    static byte[] instrumented(ModelProto model, Collection<String> more) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        Set<String> present = new HashSet<>();
        graph.getOutputList().forEach(o -> present.add(o.getName()));
        for (String name : more) {
            if (present.add(name)) {
                graph.addOutput(ValueInfoProto.newBuilder().setName(name));
            }
        }
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /** Names of all tensors that nodes of the main graph produce. */
    static List<String> produced(ModelProto model) {
        List<String> names = new ArrayList<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            node.getOutputList().stream().filter(s -> !s.isEmpty()).forEach(names::add);
        }
        return names;
    }

    /** The version of the standard operators. */
    static long opset(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
                .mapToLong(o -> o.getVersion())
                .findFirst()
                .orElse(1);
    }

    /** Producers of tensors, by the tensor's name. */
    static Map<String, NodeProto> producers(GraphProto graph) {
        Map<String, NodeProto> producers = new java.util.HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(o -> producers.put(o, node));
        }
        return producers;
    }
}
