package io.millrace.inference.delta;

import io.millrace.api.frame.Tensor;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of moved tensors come from. Not derived from what each operator's attributes mean in each version of
 * the standard, but observed: the engine runs the node once on zeros and once on numbered elements, and the numbers tell.
 */
final class IndexMaps {

    /** Operators that move elements and compute none. */
    static final Set<String> OPERATORS = Set.of(
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Slice",
            "Split",
            "Concat",
            "Gather",
            "Expand",
            "Tile",
            "Pad",
            "Identity",
            "Dropout",
            "DepthToSpace",
            "SpaceToDepth",
            "Resize",
            "Upsample");

    /** Largest number that single precision counts to. */
    private static final int MAX_ELEMENTS = 1 << 24;

    /** Where the elements of one tensor come from. */
    static final class Source {
        final List<String> inputs;
        final int[] source;
        final int[] element;
        final float[] constants;

        Source(List<String> inputs, int[] source, int[] element, float[] constants) {
            this.inputs = inputs;
            this.source = source;
            this.element = element;
            this.constants = constants;
        }
    }

    private final Map<String, Source> byOutput = new HashMap<>();

    private IndexMaps() {}

    /** The map of an output, or null if it is not merely moved. */
    @Nullable Source of(String output) {
        return byOutput.get(output);
    }

    static IndexMaps observe(ModelProto model, TensorTable table, DenseEngine engine) throws UnsupportedModelException {
        List<NodeProto> moves = model.getGraph().getNodeList().stream()
                .filter(n -> isMove(n, table))
                .toList();
        IndexMaps maps = new IndexMaps();
        if (moves.isEmpty()) {
            return maps;
        }
        List<NodeProto> renamed = new ArrayList<>();
        List<ValueInfoProto> infos = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        for (int k = 0; k < moves.size(); k++) {
            NodeProto.Builder node = moves.get(k).toBuilder();
            int first = 1;
            for (int i = 0; i < node.getInputCount(); i++) {
                String name = node.getInput(i);
                if (table.isSignal(name)) {
                    String own = "m" + k + "i" + i;
                    node.setInput(i, own);
                    float[] numbered = new float[table.shape(name).elements()];
                    for (int e = 0; e < numbered.length; e++) {
                        numbered[e] = first + e;
                    }
                    first += numbered.length;
                    Tensor zero = Tensor.of(table.shape(name), new float[numbered.length]);
                    infos.add(Specialiser.info(new Slot(own, zero)));
                    zeros.put(own, zero);
                    numbers.put(own, Tensor.of(table.shape(name), numbered));
                }
            }
            for (int o = 0; o < node.getOutputCount(); o++) {
                if (!node.getOutput(o).isEmpty()) {
                    node.setOutput(o, "m" + k + "o" + o);
                    outputs.add("m" + k + "o" + o);
                }
            }
            renamed.add(node.build());
        }
        byte[] part = OnnxModels.part(model, renamed, infos, outputs);
        Map<String, Tensor> base = engine.run(part, zeros);
        Map<String, Tensor> seen = engine.run(part, numbers);
        for (int k = 0; k < moves.size(); k++) {
            NodeProto move = moves.get(k);
            for (int o = 0; o < move.getOutputCount(); o++) {
                Tensor zero = base.get("m" + k + "o" + o);
                Tensor numbered = seen.get("m" + k + "o" + o);
                if (table.isSignal(move.getOutput(o)) && zero != null && numbered != null) {
                    Source source = source(move, table, zero.floats(), numbered.floats());
                    if (source != null) {
                        maps.byOutput.put(move.getOutput(o), source);
                    }
                }
            }
        }
        return maps;
    }

    private static boolean isMove(NodeProto node, TensorTable table) {
        boolean resizes = node.getOpType().equals("Resize") || node.getOpType().equals("Upsample");
        boolean nearest = !resizes || Constants.text(node, "mode", "nearest").equals("nearest");
        long elements = 0;
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && !table.isConstant(input)) {
                if (!table.isSignal(input)) {
                    return false;
                }
                elements += table.shape(input).elements();
            }
        }
        return OPERATORS.contains(node.getOpType()) && nearest && elements > 0 && elements < MAX_ELEMENTS;
    }

    private static @Nullable Source source(NodeProto node, TensorTable table, float[] base, float[] numbered) {
        List<String> inputs =
                node.getInputList().stream().filter(table::isSignal).toList();
        int[] starts = new int[inputs.size() + 1];
        for (int i = 0; i < inputs.size(); i++) {
            starts[i + 1] = starts[i] + table.shape(inputs.get(i)).elements();
        }
        int[] source = new int[numbered.length];
        int[] element = new int[numbered.length];
        for (int p = 0; p < numbered.length; p++) {
            if (numbered[p] == base[p]) {
                source[p] = -1;
                continue;
            }
            int number = (int) numbered[p] - 1;
            if (number + 1 != numbered[p] || base[p] != 0 || number < 0 || number >= starts[inputs.size()]) {
                return null;
            }
            int at = Arrays.binarySearch(starts, number);
            source[p] = at >= 0 ? at : -at - 2;
            element[p] = number - starts[source[p]];
        }
        return new Source(inputs, source, element, base);
    }
}
