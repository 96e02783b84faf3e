package io.millrace.nir;

import io.millrace.kernels.spikes.ConvShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of all signals. Some nodes know theirs; the others take over what arrives, so shapes spread along the edges,
 * also around cycles, until nothing changes.
 */
final class NirShapes {

    private final FlatGraph graph;
    private final Map<String, int[]> outputs = new HashMap<>();

    private NirShapes(FlatGraph graph) {
        this.graph = graph;
    }

    static NirShapes of(FlatGraph graph) {
        NirShapes shapes = new NirShapes(graph);
        boolean found = true;
        while (found) {
            found = false;
            for (String name : graph.nodes().keySet()) {
                found |= !shapes.outputs.containsKey(name) && shapes.infer(name);
            }
        }
        List<String> open = new ArrayList<>(graph.nodes().keySet());
        open.removeAll(shapes.outputs.keySet());
        if (!open.isEmpty()) {
            throw new IllegalArgumentException(
                    "shapes cannot be told: nodes=" + open + " (expected an Input with a shape before them)");
        }
        return shapes;
    }

    /** The shape that arrives at a node; empty at the input. */
    int[] input(String name) {
        int[] arrives = arriving(name);
        return arrives == null ? new int[0] : arrives;
    }

    /** Number of elements that a node gives. */
    int outputs(String name) {
        return elements(outputs.getOrDefault(name, new int[0]));
    }

    private boolean infer(String name) {
        NirNode node = graph.nodes().get(name);
        int[] shape = node == null ? null : shape(new NirParameters(name, node), arriving(name));
        if (shape == null) {
            return false;
        }
        for (int extent : shape) {
            if (extent < 1) {
                throw new IllegalArgumentException("node gives nothing: node=" + name + ", shape="
                        + Arrays.toString(shape) + " (expected extents of 1 or more)");
            }
        }
        outputs.put(name, shape);
        return true;
    }

    private int @Nullable [] arriving(String name) {
        for (NirEdge edge : graph.edges()) {
            if (edge.to().equals(name) && outputs.containsKey(edge.from())) {
                return outputs.get(edge.from());
            }
        }
        return null;
    }

    private static int @Nullable [] shape(NirParameters node, int @Nullable [] in) {
        return switch (node.type()) {
            case "Input" -> extents(node, "shape");
            case "Affine", "Linear" -> new int[] {NirLayers.matrix(node)[0]};
            case "Conv1d", "Conv2d" -> in == null ? null : convolved(node, in);
            case "SumPool2d", "AvgPool2d" -> in == null ? null : pooled(node, in);
            case "Flatten" -> in == null ? null : flattened(node, in);
            case "Scale" -> own(node, "scale", in);
            case "Threshold" -> own(node, "threshold", in);
            case "Delay" -> own(node, "delay", in);
            case "I", "IF" -> own(node, "r", in);
            case "LI", "LIF" -> own(node, "tau", in);
            case "CubaLI", "CubaLIF" -> own(node, "tau_mem", in);
            default -> in;
        };
    }

    /** What arrives, if the parameter would fit it or is a single number; else the parameter's own shape. */
    private static int @Nullable [] own(NirParameters node, String key, int @Nullable [] in) {
        int[] shape = node.array(key).shape();
        if (elements(shape) == 1 || (in != null && elements(in) == elements(shape))) {
            return in;
        }
        return shape;
    }

    private static int[] convolved(NirParameters node, int[] in) {
        ConvShape shape = NirLayers.geometry(node, in, false);
        int channels = node.array("weight").shape()[0];
        return node.type().equals("Conv1d")
                ? new int[] {channels, shape.outWidth()}
                : new int[] {channels, shape.outHeight(), shape.outWidth()};
    }

    private static int[] pooled(NirParameters node, int[] in) {
        ConvShape shape = NirLayers.geometry(node, in, true);
        return new int[] {shape.inChannels(), shape.outHeight(), shape.outWidth()};
    }

    private static int[] flattened(NirParameters node, int[] in) {
        int start = node.optional("start_dim") == null ? 0 : node.along("start_dim", 0);
        int end = node.optional("end_dim") == null ? -1 : node.along("end_dim", 0);
        int first = start < 0 ? start + in.length : start;
        int last = end < 0 ? end + in.length : end;
        if (first < 0 || last >= in.length || first > last) {
            return new int[] {elements(in)}; // counted with the batch, which is not there
        }
        int[] shape = new int[in.length - (last - first)];
        System.arraycopy(in, 0, shape, 0, first);
        shape[first] = elements(Arrays.copyOfRange(in, first, last + 1));
        System.arraycopy(in, last + 1, shape, first + 1, in.length - 1 - last);
        return shape;
    }

    private static int[] extents(NirParameters node, String key) {
        NirArray array = node.array(key);
        int[] shape = new int[array.length()];
        for (int i = 0; i < shape.length; i++) {
            double extent = array.number(i);
            if (!(extent >= 1 && extent <= 1 << 24)) {
                throw node.refuse("shape is out of range", key + "[" + i + "]=" + extent, "1 to " + (1 << 24));
            }
            shape[i] = (int) extent;
        }
        return shape;
    }

    private static int elements(int[] shape) {
        long product = 1;
        for (int extent : shape) {
            product = Math.multiplyExact(product, (long) extent);
        }
        return Math.toIntExact(product);
    }
}
