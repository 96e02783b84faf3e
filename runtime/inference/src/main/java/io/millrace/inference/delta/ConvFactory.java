package io.millrace.inference.delta;

import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.TensorShapeProto;
import io.millrace.inference.onnx.TypeProto;
import io.millrace.inference.onnx.ValueInfoProto;
import io.millrace.kernels.delta.DeltaConv;
import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.Footprint;
import io.millrace.kernels.delta.PatchConv;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes delta layers of convolutions: rectangles by the dense engine where a layer is worth its calls, with the activation
 * after it; plain Java for small ones.
 */
final class ConvFactory {

    private final ModelProto model;
    private final TensorTable table;
    private final Signals signals;
    private final Fusions fusions;
    private final long leastPatchMacs;
    private final Patches patches;
    private final Map<String, PatchConv> fused = new HashMap<>();
    private final Set<String> patched = new HashSet<>();
    private PatchSize size = PatchSize.NONE;

    ConvFactory(
            ModelProto model,
            TensorTable table,
            Signals signals,
            Fusions fusions,
            long leastPatchMacs,
            Patches patches) {
        this.model = model;
        this.table = table;
        this.signals = signals;
        this.fusions = fusions;
        this.leastPatchMacs = leastPatchMacs;
        this.patches = patches;
    }

    /** The piece of a large convolution, or of the activation that is computed with one; null for any other node. */
    @Nullable Piece patched(NodeProto node, String name) throws NotCovered, UnsupportedModelException {
        if (node.getOpType().equals("Conv")) {
            return conv(node, name);
        }
        PatchConv with = fusions.isFused(node) ? fused.get(node.getOutput(0)) : null;
        return with == null
                ? null
                : new Piece(
                        name,
                        node.getOpType(),
                        node.getName(),
                        List.of(),
                        signals.of(node.getOutput(0)),
                        List.of(node.getOutput(0)),
                        with::threshold,
                        true);
    }

    private @Nullable Piece conv(NodeProto node, String name) throws NotCovered, UnsupportedModelException {
        int[] shape = Constants.shape(table.constant(node.getInput(1)));
        long macsPerWindow = Constants.elements(shape);
        Footprint footprint = Footprints.of(node, table);
        if (macsPerWindow * footprint.outHeight() * footprint.outWidth() < leastPatchMacs) {
            return null;
        }
        if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
            table.constant(node.getInput(2));
        }
        int inputChannels = table.extents(node.getInput(0))[1];
        NodeProto activation = fusions.after(node);
        String output = activation == null ? node.getOutput(0) : activation.getOutput(0);
        int axes = shape.length - 2;
        PatchConv layer = new PatchConv(
                signals.of(node.getInput(0)),
                signals.of(output),
                footprint,
                macsPerWindow,
                patches.add(part(node, activation, inputChannels, axes, output), inputChannels, shape[0], axes));
        size = size.with(inputChannels, shape[0], footprint);
        patched.add(node.getOutput(0));
        if (activation != null) {
            fused.put(output, layer);
        }
        return new Piece(
                name,
                node.getOpType(),
                node.getName(),
                List.of(layer),
                signals.of(node.getInput(0)),
                List.of(output),
                t -> {},
                false);
    }

    /** The node, without padding, and what is applied after it, for pictures of any size. */
    private byte[] part(NodeProto node, @Nullable NodeProto activation, int channels, int axes, String output) {
        NodeProto.Builder bare = node.toBuilder().clearAttribute();
        node.getAttributeList().stream()
                .filter(a -> !a.getName().equals("pads") && !a.getName().equals("auto_pad"))
                .forEach(bare::addAttribute);
        List<NodeProto> nodes = new ArrayList<>(List.of(bare.build()));
        if (activation != null) {
            nodes.add(activation);
        }
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(channels));
        for (int axis = 0; axis < axes; axis++) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("extent-" + axis));
        }
        ValueInfoProto input = ValueInfoProto.newBuilder()
                .setName(node.getInput(0))
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(Constants.FLOAT)
                                .setShape(shape)))
                .build();
        return OnnxModels.part(model, nodes, List.of(input), List.of(output));
    }

    /** A convolution in plain Java. */
    DeltaLayer java(NodeProto node) throws NotCovered {
        int[] shape = Constants.shape(table.constant(node.getInput(1)));
        float[] flat = Constants.floats(table.constant(node.getInput(1)));
        int perOutput = flat.length / shape[0];
        float[][] weights = new float[shape[0]][perOutput];
        for (int o = 0; o < shape[0]; o++) {
            System.arraycopy(flat, o * perOutput, weights[o], 0, perOutput);
        }
        boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
        float[] bias = biased ? Constants.floats(table.constant(node.getInput(2))) : new float[shape[0]];
        int groups = Math.toIntExact(Constants.integer(node, "group", 1));
        return new DeltaConv(
                signals.of(node.getInput(0)),
                signals.of(node.getOutput(0)),
                Footprints.of(node, table),
                weights,
                bias,
                groups);
    }

    /** Room that the patches of what was made so far take. */
    PatchSize size() {
        return size;
    }

    /** Outputs of the convolutions that are computed by rectangles. */
    Set<String> patchedOutputs() {
        return patched;
    }
}
