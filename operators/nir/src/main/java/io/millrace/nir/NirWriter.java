package io.millrace.nir;

import io.jhdf.api.WritableGroup;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Map;

/** Writes nodes into HDF5 groups. */
final class NirWriter {

    private NirWriter() {}

    static void write(WritableGroup group, NirNode node) {
        group.putDataset("type", node.type());
        node.parameters().forEach((name, array) -> group.putDataset(name, nested(array)));
        if (!node.metadata().isEmpty()) {
            WritableGroup metadata = group.putGroup("metadata");
            node.metadata().forEach((name, array) -> metadata.putDataset(name, nested(array)));
        }
        NirGraph graph = node.graph();
        if (graph != null) {
            group.putDataset(
                    "edges",
                    graph.edges().stream()
                            .map(e -> new String[] {e.from(), e.to()})
                            .toArray(String[][]::new));
            WritableGroup nodes = group.putGroup("nodes");
            for (Map.Entry<String, NirNode> entry : graph.nodes().entrySet()) {
                write(nodes.putGroup(entry.getKey()), entry.getValue());
            }
        }
    }

    /** The library wants a scalar boxed and a matrix as an array of arrays. */
    private static Object nested(NirArray array) {
        if (array.isText()) {
            return array.toString();
        }
        int[] shape = array.shape();
        return shape.length == 0 ? Array.get(array.data(), 0) : nested(array.data(), shape, 0);
    }

    private static Object nested(Object flat, int[] shape, int offset) {
        Object result = Array.newInstance(flat.getClass().getComponentType(), shape);
        if (shape.length == 1) {
            System.arraycopy(flat, offset, result, 0, shape[0]);
            return result;
        }
        int[] rest = Arrays.copyOfRange(shape, 1, shape.length);
        int stride = Arrays.stream(rest).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < shape[0]; i++) {
            Array.set(result, i, nested(flat, rest, offset + i * stride));
        }
        return result;
    }
}
