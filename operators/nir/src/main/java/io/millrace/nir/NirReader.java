package io.millrace.nir;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads nodes out of HDF5 groups: {@code node/{type, edges, nodes/<name>/{type, <parameter> ...}}}. */
final class NirReader {

    private static final int MAX_NODES = 4096;
    private static final int MAX_DEPTH = 16;
    /** Rows of edges that are read at a time: every name of them can be as long as the file. */
    private static final long MAX_ROWS = 64;

    private final NirBudget budget;
    private final int rows;
    private int nodes;

    NirReader(String source, long fileBytes) {
        this.budget = new NirBudget(source, fileBytes);
        this.rows = (int) Math.max(1, Math.min(MAX_ROWS, (1L << 25) / Math.max(1, fileBytes)));
    }

    NirGraph graph(Group root) throws IOException {
        if (!(root.getChildren().get("node") instanceof Group node)) {
            throw refuse(
                    "file holds no NIR graph", "groups=" + root.getChildren().keySet(), "a group named node");
        }
        NirNode read = node(node, 0);
        NirGraph graph = read.graph();
        if (graph == null) {
            throw refuse("root is no graph", "type=" + read.type(), "NIRGraph");
        }
        return graph;
    }

    private NirNode node(Group group, int depth) throws IOException {
        if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw refuse(
                    "graph is too large",
                    "nodes=" + nodes + ", depth=" + depth,
                    MAX_NODES + " nodes, " + MAX_DEPTH + " deep");
        }
        Map<String, NirArray> parameters = new HashMap<>();
        Map<String, NirArray> metadata = new HashMap<>();
        for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
            String name = child.getKey();
            if (child.getValue() instanceof Dataset dataset && !name.equals("edges")) {
                parameters.put(name, array(dataset, group.getPath() + name));
            } else if (child.getValue() instanceof Group more && name.equals("metadata")) {
                for (Map.Entry<String, Node> entry : more.getChildren().entrySet()) {
                    if (entry.getValue() instanceof Dataset dataset) {
                        metadata.put(entry.getKey(), array(dataset, more.getPath() + entry.getKey()));
                    }
                }
            }
        }
        NirArray type = parameters.remove("type");
        if (type == null || !type.isText()) {
            throw refuse("node has no type", "node=" + group.getPath() + ", type=" + type, "a text named type");
        }
        NirGraph inner = type.toString().equals("NIRGraph") ? inner(group, depth) : null;
        return new NirNode(type.toString(), parameters, metadata, inner);
    }

    private NirGraph inner(Group group, int depth) throws IOException {
        Map<String, NirNode> found = new HashMap<>();
        if (!(group.getChildren().get("nodes") instanceof Group named)) {
            throw refuse("graph has no nodes", "node=" + group.getPath(), "a group named nodes");
        }
        for (Map.Entry<String, Node> entry : named.getChildren().entrySet()) {
            if (entry.getValue() instanceof Group child) {
                found.put(entry.getKey(), node(child, depth + 1));
            }
        }
        return new NirGraph(found, edges(group));
    }

    private List<NirEdge> edges(Group group) throws IOException {
        if (!(group.getChildren().get("edges") instanceof Dataset dataset)) {
            throw refuse("graph has no edges", "node=" + group.getPath(), "a list of pairs named edges");
        }
        budget.take(dataset, group.getPath() + "edges");
        List<NirEdge> edges = new ArrayList<>();
        if (dataset.getSize() == 0) {
            return edges;
        }
        int[] shape = dataset.getDimensions();
        for (int row = 0; row < shape[0]; row += rows) {
            Object block = shape.length == 2
                    ? dataset.getData(new long[] {row, 0}, new int[] {Math.min(rows, shape[0] - row), shape[1]})
                    : null;
            if (!(block instanceof String[][] pairs) || shape[1] != 2) {
                throw refuse(
                        "edges are no pairs of names",
                        "node=" + group.getPath() + ", shape=" + Arrays.toString(shape),
                        "texts [n, 2]");
            }
            for (String[] pair : pairs) {
                edges.add(new NirEdge(
                        budget.text(pair[0], group.getPath() + "edges"),
                        budget.text(pair[1], group.getPath() + "edges")));
            }
        }
        return edges;
    }

    private NirArray array(Dataset dataset, String path) throws IOException {
        budget.take(dataset, path);
        int[] shape = dataset.getDimensions();
        if (dataset.isScalar()) {
            return scalar(dataset.getData(), path);
        }
        Object flat = dataset.getDataFlat();
        if (flat instanceof float[] values) {
            return NirArray.of(values, shape);
        }
        if (flat instanceof double[] values) {
            return NirArray.of(values, shape);
        }
        if (flat instanceof long[] values) {
            return NirArray.of(values, shape);
        }
        if (flat instanceof int[] values) {
            return NirArray.of(Arrays.stream(values).asLongStream().toArray(), shape);
        }
        throw refuse(
                "type of numbers is not known",
                "dataset=" + path + ", type=" + dataset.getJavaType(),
                "float32, float64, int32, int64 or a text");
    }

    private NirArray scalar(Object value, String path) throws IOException {
        if (value instanceof String text) {
            return NirArray.text(budget.text(text, path));
        }
        if (value instanceof Float number) {
            return NirArray.of(new float[] {number});
        }
        if (value instanceof Double number) {
            return NirArray.of(new double[] {number});
        }
        if (value instanceof Long || value instanceof Integer) {
            return NirArray.of(new long[] {((Number) value).longValue()});
        }
        throw refuse("type of number is not known", "dataset=" + path, "float32, float64, int32, int64 or a text");
    }

    private IOException refuse(String what, String found, String expected) {
        return budget.refuse(what, found, expected);
    }
}
