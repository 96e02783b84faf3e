package io.millrace.nir;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
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
    private static final long MAX_ELEMENTS = 1L << 26;

    /** Elements that a byte may stand for: what is trained hardly packs, what is all alike packs some hundredfold. */
    private static final long ELEMENTS_PER_BYTE = 64;

    private static final long ELEMENTS_OF_ANY_FILE = 1 << 20;

    private static final int MAX_ELEMENT_BYTES = 1 << 16;
    private static final long MAX_TEXT_BYTES = 1 << 26;

    private final String source;
    private final long mostElements;
    private int nodes;
    private long elements;
    private long texts;

    NirReader(String source, long fileBytes) {
        this.source = source;
        this.mostElements = Math.min(MAX_ELEMENTS, Math.max(ELEMENTS_OF_ANY_FILE, ELEMENTS_PER_BYTE * fileBytes));
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
        count(dataset, group.getPath() + "edges");
        List<NirEdge> edges = new ArrayList<>();
        if (dataset.getSize() == 0) {
            return edges;
        }
        if (!(dataset.getData() instanceof String[][] pairs)) {
            throw refuse(
                    "edges are no pairs of names",
                    "node=" + group.getPath() + ", shape=" + Arrays.toString(dataset.getDimensions()),
                    "texts [n, 2]");
        }
        for (String[] pair : pairs) {
            if (pair.length != 2) {
                throw refuse("edge is no pair", "edge=" + Arrays.toString(pair), "two names");
            }
            edges.add(new NirEdge(pair[0], pair[1]));
        }
        return edges;
    }

    private NirArray array(Dataset dataset, String path) throws IOException {
        count(dataset, path);
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
            return NirArray.text(text);
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

    /** Sizes are checked before anything is unpacked, because a small file can claim huge arrays and huge chunks. */
    private void count(Dataset dataset, String path) throws IOException {
        elements += product(dataset.getDimensions());
        if (elements > mostElements) {
            throw refuse("graph is too large", "dataset=" + path + ", elements=" + elements, "at most " + mostElements);
        }
        int elementBytes = dataset.getDataType().getSize();
        long chunk = dataset instanceof ChunkedDataset chunked ? product(chunked.getChunkDimensions()) : 1;
        if (chunk > mostElements || elementBytes < 0 || elementBytes > MAX_ELEMENT_BYTES) {
            throw refuse(
                    "dataset is too large",
                    "dataset=" + path + ", elements-of-chunk=" + chunk + ", element-bytes=" + elementBytes,
                    "at most " + mostElements + " of " + MAX_ELEMENT_BYTES + " bytes");
        }
        texts += elementBytes * (chunk > 1 && elementBytes > Double.BYTES ? chunk : 0);
        texts += elementBytes > Double.BYTES ? elementBytes * product(dataset.getDimensions()) : 0;
        if (texts > MAX_TEXT_BYTES) {
            throw refuse("texts are too large", "dataset=" + path + ", bytes=" + texts, "at most " + MAX_TEXT_BYTES);
        }
    }

    private static long product(int[] extents) {
        long size = 1;
        for (int extent : extents) {
            size = Math.min(MAX_ELEMENTS + 1, size * Math.max(0, extent));
        }
        return size;
    }

    private IOException refuse(String what, String found, String expected) {
        return new IOException(what + ": file=" + source + ", " + found + " (expected " + expected + ")");
    }
}
