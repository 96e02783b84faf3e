package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaAffine;
import io.millrace.kernels.delta.DeltaCombine;
import io.millrace.kernels.delta.DeltaElementwise;
import io.millrace.kernels.delta.DeltaGlobalMean;
import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.DeltaMatMul;
import io.millrace.kernels.delta.DeltaMove;
import io.millrace.kernels.delta.DeltaPool;
import io.millrace.kernels.delta.DeltaRecurrent;
import io.millrace.kernels.delta.DeltaRows;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Makes delta layers of nodes, or says why it cannot. */
final class LayerFactory {

    private final TensorTable table;
    private final Signals signals;
    private final IndexMaps maps;
    private final ConvFactory convs;
    private final long opset;

    LayerFactory(TensorTable table, Signals signals, IndexMaps maps, ConvFactory convs, long opset) {
        this.table = table;
        this.signals = signals;
        this.maps = maps;
        this.convs = convs;
        this.opset = opset;
    }

    Piece make(NodeProto node, String name) throws NotCovered, UnsupportedModelException {
        if (!node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
            throw new NotCovered("operator " + node.getDomain() + "." + node.getOpType() + " has no delta layer");
        }
        try {
            return piece(node, name);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new NotCovered(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
        }
    }

    private Piece piece(NodeProto node, String name) throws NotCovered, UnsupportedModelException {
        String op = node.getOpType();
        Piece patched = convs.patched(node, name);
        if (patched != null) {
            return patched;
        }
        if (op.equals("GRU") || op.equals("LSTM")) {
            DeltaRecurrent layer = new RecurrentFactory(table, signals).make(node);
            return new Piece(name, op, node.getName(), List.of(layer), in(node), named(node), layer::threshold, true);
        }
        if (IndexMaps.OPERATORS.contains(op)) {
            return moves(node, name);
        }
        if (Elements.isFunction(op)) {
            DeltaElementwise layer = new DeltaElementwise(in(node), out(node), Elements.function(node, table));
            boolean activation = Elements.isActivation(op);
            Consumer<Float> threshold = activation ? layer::threshold : t -> {};
            return new Piece(name, op, node.getName(), List.of(layer), in(node), named(node), threshold, activation);
        }
        DeltaLayer layer = Elements.isCombination(op) ? combine(node) : layer(node);
        DeltaSignal input = signals.of(table.isSignal(node.getInput(0)) ? node.getInput(0) : node.getInput(1));
        return new Piece(name, op, node.getName(), List.of(layer), input, named(node), t -> {}, false);
    }

    private DeltaLayer layer(NodeProto node) throws NotCovered {
        return switch (node.getOpType()) {
            case "Gemm" -> gemm(node);
            case "MatMul" -> matMul(node);
            case "Conv" -> convs.java(node);
            case "MaxPool" -> new DeltaPool(in(node), out(node), Footprints.of(node, table), maxPool(node));
            case "AveragePool" -> new DeltaPool(in(node), out(node), Footprints.of(node, table), meanPool(node));
            case "GlobalAveragePool" -> new DeltaGlobalMean(in(node), out(node));
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
        if (named(node).size() != 1) {
            throw new NotCovered("it has several outputs");
        }
        return signals.of(node.getOutput(0));
    }

    private static List<String> named(NodeProto node) {
        return node.getOutputList().stream().filter(s -> !s.isEmpty()).toList();
    }

    private Piece moves(NodeProto node, String name) throws NotCovered {
        List<DeltaLayer> layers = new ArrayList<>();
        for (String output : named(node)) {
            IndexMaps.Source source = maps.of(output);
            if (source == null) {
                throw new NotCovered("where its elements come from cannot be told");
            }
            List<DeltaSignal> ins = new ArrayList<>();
            for (String input : source.inputs) {
                ins.add(signals.of(input));
            }
            layers.add(new DeltaMove(ins, source.source, source.element, source.constants, signals.of(output)));
        }
        DeltaSignal first = signals.of(
                node.getInputList().stream().filter(table::isSignal).findFirst().orElse(""));
        return new Piece(name, node.getOpType(), node.getName(), layers, first, named(node), t -> {}, false);
    }

    private DeltaLayer combine(NodeProto node) throws NotCovered {
        if (node.getInputCount() != 2) {
            throw new NotCovered("it has " + node.getInputCount() + " inputs");
        }
        DeltaCombine.Combination combination = Elements.combination(node.getOpType());
        DeltaSignal out = out(node);
        int[] shape = table.extents(node.getOutput(0));
        String a = node.getInput(0);
        String b = node.getInput(1);
        if (table.isConstant(a)) {
            return DeltaCombine.of(
                    signals.of(b), index(b, shape), spread(a, shape), out, (x, c) -> combination.apply(c, x));
        }
        if (table.isConstant(b)) {
            return DeltaCombine.of(signals.of(a), index(a, shape), spread(b, shape), out, combination);
        }
        return DeltaCombine.of(signals.of(a), index(a, shape), signals.of(b), index(b, shape), out, combination);
    }

    private int[] index(String name, int[] shape) throws NotCovered {
        return Elements.broadcast(table.extents(name), shape);
    }

    private float[] spread(String constant, int[] shape) throws NotCovered {
        float[] values = Constants.floats(table.constant(constant));
        int[] index = Elements.broadcast(Constants.shape(table.constant(constant)), shape);
        float[] spread = new float[index.length];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = values[index[i]];
        }
        return spread;
    }

    private DeltaLayer gemm(NodeProto node) throws NotCovered {
        if (Constants.integer(node, "transA", 0) != 0) {
            throw new NotCovered("its input is transposed");
        }
        boolean transposed = Constants.integer(node, "transB", 0) != 0;
        float alpha = Constants.number(node, "alpha", 1);
        float beta = Constants.number(node, "beta", 1);
        int[] shape = Constants.shape(table.constant(node.getInput(1)));
        float[] weights = Constants.floats(table.constant(node.getInput(1)));
        int inputs = shape[transposed ? 1 : 0];
        int outputs = shape[transposed ? 0 : 1];
        float[][] columns = new float[inputs][outputs];
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < outputs; j++) {
                columns[i][j] = alpha * weights[transposed ? j * inputs + i : i * outputs + j];
            }
        }
        float[] bias = new float[outputs];
        if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
            bias = spread(node.getInput(2), new int[] {1, outputs});
            for (int j = 0; j < outputs; j++) {
                bias[j] *= beta;
            }
        }
        return new DeltaMatMul(in(node), out(node), columns, bias);
    }

    private DeltaLayer matMul(NodeProto node) throws NotCovered {
        boolean left = table.isConstant(node.getInput(0));
        String weightName = node.getInput(left ? 0 : 1);
        String inputName = node.getInput(left ? 1 : 0);
        int[] shape = Constants.shape(table.constant(weightName));
        if (shape.length != 2 || (left && table.shape(inputName).rank() != 2)) {
            throw new NotCovered("its weights are not a matrix");
        }
        float[] weights = Constants.floats(table.constant(weightName));
        int inputs = shape[left ? 1 : 0];
        int outputs = shape[left ? 0 : 1];
        float[][] columns = new float[inputs][outputs];
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < outputs; j++) {
                columns[i][j] = weights[left ? j * inputs + i : i * outputs + j];
            }
        }
        return new DeltaMatMul(signals.of(inputName), out(node), columns, new float[outputs], left);
    }

    private static DeltaPool.Kind maxPool(NodeProto node) throws NotCovered {
        if (Constants.integer(node, "storage_order", 0) != 0) {
            throw new NotCovered("its indices are column-major");
        }
        return DeltaPool.Kind.MAX;
    }

    private static DeltaPool.Kind meanPool(NodeProto node) throws NotCovered {
        boolean padded = Constants.integer(node, "count_include_pad", 0) != 0;
        if (padded && Constants.integer(node, "ceil_mode", 0) != 0) {
            throw new NotCovered("its last window reaches beyond the padding");
        }
        return padded ? DeltaPool.Kind.MEAN : DeltaPool.Kind.MEAN_INSIDE;
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
            axes = java.util.Arrays.stream(given).mapToInt(Math::toIntExact).toArray();
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
