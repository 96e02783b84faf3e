package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaCombine;
import io.millrace.kernels.delta.DeltaElementwise;
import io.millrace.kernels.delta.DeltaGlobalMean;
import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.DeltaMove;
import io.millrace.kernels.delta.DeltaPool;
import io.millrace.kernels.delta.DeltaRecurrent;
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
    private final RowsFactory rows;
    private final MatMulFactory products;

    LayerFactory(TensorTable table, Signals signals, IndexMaps maps, ConvFactory convs, long opset) {
        this.table = table;
        this.signals = signals;
        this.maps = maps;
        this.convs = convs;
        this.rows = new RowsFactory(table, signals, opset);
        this.products = new MatMulFactory(table, signals);
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
            case "Gemm" -> products.gemm(node);
            case "MatMul" -> products.matMul(node);
            case "Conv" -> convs.java(node);
            case "MaxPool" -> new DeltaPool(in(node), out(node), Footprints.of(node, table), maxPool(node));
            case "AveragePool" -> new DeltaPool(in(node), out(node), Footprints.of(node, table), meanPool(node));
            case "GlobalAveragePool" -> new DeltaGlobalMean(in(node), out(node));
            default -> rows.make(node);
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
                    signals.of(b),
                    index(b, shape),
                    Elements.spread(table.constant(a), shape),
                    out,
                    (x, c) -> combination.apply(c, x));
        }
        if (table.isConstant(b)) {
            return DeltaCombine.of(
                    signals.of(a), index(a, shape), Elements.spread(table.constant(b), shape), out, combination);
        }
        return DeltaCombine.of(signals.of(a), index(a, shape), signals.of(b), index(b, shape), out, combination);
    }

    private int[] index(String name, int[] shape) throws NotCovered {
        return Elements.broadcast(table.extents(name), shape);
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
}
