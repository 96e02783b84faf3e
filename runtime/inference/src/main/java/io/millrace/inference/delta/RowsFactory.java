package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaAffine;
import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.DeltaRows;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.Arrays;

/** Makes delta layers of what goes over rows of elements: norms, soft maxima, reductions. */
final class RowsFactory {

    private final TensorTable table;
    private final Signals signals;
    private final long opset;

    RowsFactory(TensorTable table, Signals signals, long opset) {
        this.table = table;
        this.signals = signals;
        this.opset = opset;
    }

    DeltaLayer make(NodeProto node) throws NotCovered {
        return switch (node.getOpType()) {
            case "GlobalMaxPool" -> rows(node, positions(node), 1, Rows.max());
            case "BatchNormalization" -> batchNorm(node);
            case "LayerNormalization" -> layerNorm(node);
            case "Softmax" -> softmax(node, DeltaRows.softmax());
            case "LogSoftmax" -> softmax(node, Rows.logSoftmax());
            case "ReduceMean" -> reduce(node, DeltaRows.mean());
            case "ReduceSum" -> reduce(node, Rows.sum());
            case "ReduceMax" -> reduce(node, Rows.max());
            default -> throw new NotCovered("operator " + node.getOpType() + " has no delta layer");
        };
    }

    private DeltaSignal in(NodeProto node) throws NotCovered {
        return signals.of(node.getInput(0));
    }

    private DeltaSignal out(NodeProto node) throws NotCovered {
        return signals.of(node.getOutput(0));
    }

    private int positions(NodeProto node) {
        int[] shape = table.extents(node.getInput(0));
        return Constants.elements(shape) / (shape[0] * shape[1]);
    }

    private DeltaLayer rows(NodeProto node, int length, int results, DeltaRows.RowFunction function) throws NotCovered {
        return new DeltaRows(in(node), out(node), length, results, function);
    }

    private DeltaLayer batchNorm(NodeProto node) throws NotCovered {
        float[] gamma = Constants.floats(table.constant(node.getInput(1)));
        float[] beta = Constants.floats(table.constant(node.getInput(2)));
        float[] mean = Constants.floats(table.constant(node.getInput(3)));
        float[] variance = Constants.floats(table.constant(node.getInput(4)));
        float epsilon = Constants.number(node, "epsilon", 1e-5f);
        float[] scale = new float[gamma.length];
        float[] shift = new float[gamma.length];
        for (int c = 0; c < gamma.length; c++) {
            double factor = gamma[c] / Math.sqrt((double) variance[c] + epsilon);
            scale[c] = (float) factor;
            shift[c] = (float) (beta[c] - mean[c] * factor);
        }
        if (in(node).channels() != gamma.length) {
            throw new NotCovered("its input is not one signal or picture");
        }
        return new DeltaAffine(in(node), out(node), scale, shift);
    }

    private DeltaLayer layerNorm(NodeProto node) throws NotCovered {
        int[] shape = table.extents(node.getInput(0));
        int axis = Math.toIntExact(Constants.integer(node, "axis", -1));
        int length = trailing(shape, axis);
        float[] scale = Constants.floats(table.constant(node.getInput(1)));
        boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
        float[] bias = biased ? Constants.floats(table.constant(node.getInput(2))) : new float[length];
        if (scale.length != length || bias.length != length) {
            throw new NotCovered("its scale is not one a normalised element");
        }
        return rows(node, length, length, DeltaRows.layerNorm(scale, bias, Constants.number(node, "epsilon", 1e-5f)));
    }

    /** Over one axis since version 13, over all axes from one on before. */
    private DeltaLayer softmax(NodeProto node, DeltaRows.RowFunction function) throws NotCovered {
        int[] shape = table.extents(node.getInput(0));
        int axis = Math.toIntExact(Constants.integer(node, "axis", opset >= 13 ? -1 : 1));
        int length = trailing(shape, axis);
        if (opset >= 13 && length != shape[shape.length - 1]) {
            throw new NotCovered("it is not over the last axis");
        }
        return rows(node, length, length, function);
    }

    private static int trailing(int[] shape, int axis) {
        int length = 1;
        for (int a = axis < 0 ? axis + shape.length : axis; a < shape.length; a++) {
            length *= shape[a];
        }
        return length;
    }

    private DeltaLayer reduce(NodeProto node, DeltaRows.RowFunction function) throws NotCovered {
        int[] shape = table.extents(node.getInput(0));
        int[] axes = Constants.integers(node, "axes");
        if (axes.length == 0 && node.getInputCount() > 1 && !node.getInput(1).isEmpty()) {
            long[] given = Constants.longs(table.constant(node.getInput(1)));
            axes = Arrays.stream(given).mapToInt(Math::toIntExact).toArray();
        }
        boolean[] reduced = new boolean[shape.length];
        for (int axis : axes) {
            reduced[axis < 0 ? axis + shape.length : axis] = true;
        }
        int first = axes.length == 0 ? 0 : shape.length - axes.length;
        for (int a = 0; a < shape.length && axes.length > 0; a++) {
            if (reduced[a] != a >= first && shape[a] != 1) {
                throw new NotCovered("it is not over the last axes");
            }
        }
        int results = table.shape(node.getOutput(0)).elements();
        return rows(node, Constants.elements(shape) / results, 1, function);
    }
}
