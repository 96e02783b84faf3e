package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.Footprint;

/** Geometry of convolutions and pools. */
final class Footprints {

    private Footprints() {}

    /** The geometry of a window over one or two axes, with the padding that an automatic one comes to. */
    static Footprint of(NodeProto node, TensorTable table) throws NotCovered {
        int[] in = table.extents(node.getInput(0));
        int[] out = table.extents(node.getOutput(0));
        int axes = in.length - 2;
        if (axes < 1 || axes > 2 || in[0] != 1) {
            throw new NotCovered("its input is not one signal or picture: shape=" + table.shape(node.getInput(0)));
        }
        boolean conv = node.getOpType().equals("Conv");
        int[] weights = conv ? Constants.shape(table.constant(node.getInput(1))) : new int[0];
        int[] kernel = new int[axes];
        for (int a = 0; a < axes; a++) {
            kernel[a] = conv ? weights[2 + a] : Constants.integers(node, "kernel_shape")[a];
        }
        int[] ones = axes == 1 ? new int[] {1} : new int[] {1, 1};
        int[] strides = Constants.integers(node, "strides", ones);
        int[] dilations = Constants.integers(node, "dilations", ones);
        int[] pads = Constants.integers(node, "pads", new int[2 * axes]);
        String auto = Constants.text(node, "auto_pad", "NOTSET");
        if (auto.startsWith("SAME")) {
            for (int a = 0; a < axes; a++) {
                int total = Math.max(0, (out[2 + a] - 1) * strides[a] + (kernel[a] - 1) * dilations[a] + 1 - in[2 + a]);
                pads[a] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
            }
        } else if (auto.equals("VALID")) {
            pads = new int[2 * axes];
        }
        int x = axes - 1;
        boolean flat = axes == 1;
        return new Footprint(
                flat ? 1 : in[2],
                in[2 + x],
                flat ? 1 : kernel[0],
                kernel[x],
                flat ? 1 : strides[0],
                strides[x],
                flat ? 1 : dilations[0],
                dilations[x],
                flat ? 0 : pads[0],
                pads[x],
                flat ? 1 : out[2],
                out[2 + x]);
    }
}
