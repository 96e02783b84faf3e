package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.TensorProto;
import io.millrace.kernels.delta.DeltaCombine.Combination;
import io.millrace.kernels.delta.ElementFunction;
import java.util.Map;
import java.util.Set;

/** Element-wise operators of ONNX as functions. */
final class Elements {

    /** What ends a layer: its output is where small changes are kept back. */
    private static final Set<String> ACTIVATIONS = Set.of(
            "Relu", "LeakyRelu", "Elu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Softsign", "Clip");

    private static final Map<String, ElementFunction> PLAIN = Map.ofEntries(
            Map.entry("Relu", ElementFunction.RELU),
            Map.entry("Sigmoid", ElementFunction.SIGMOID),
            Map.entry("Tanh", ElementFunction.TANH),
            Map.entry("Softplus", ElementFunction.SOFTPLUS),
            Map.entry("Softsign", ElementFunction.SOFTSIGN),
            Map.entry("HardSwish", ElementFunction.HARD_SWISH),
            Map.entry("Sqrt", x -> (float) Math.sqrt(x)),
            Map.entry("Exp", x -> (float) Math.exp(x)),
            Map.entry("Log", x -> (float) Math.log(x)),
            Map.entry("Abs", Math::abs),
            Map.entry("Neg", x -> -x),
            Map.entry("Reciprocal", x -> 1 / x),
            Map.entry("Floor", x -> (float) Math.floor(x)),
            Map.entry("Ceil", x -> (float) Math.ceil(x)));

    private static final Map<String, Combination> COMBINATIONS = Map.of(
            "Add",
            Float::sum,
            "Sub",
            (a, b) -> a - b,
            "Mul",
            (a, b) -> a * b,
            "Div",
            (a, b) -> a / b,
            "Max",
            Math::max,
            "Min",
            Math::min,
            "Pow",
            Elements::pow,
            "PRelu",
            (x, slope) -> x < 0 ? slope * x : x);

    private Elements() {}

    private static float pow(float a, float b) {
        return b == 2 ? a * a : (float) Math.pow(a, b);
    }

    static boolean isElementwise(NodeProto node) {
        String op = node.getOpType();
        return isFunction(op) || COMBINATIONS.containsKey(op);
    }

    static boolean isFunction(String op) {
        return PLAIN.containsKey(op) || ACTIVATIONS.contains(op);
    }

    static boolean isActivation(String op) {
        return ACTIVATIONS.contains(op);
    }

    static boolean isCombination(String op) {
        return COMBINATIONS.containsKey(op);
    }

    static Combination combination(String op) throws NotCovered {
        Combination combination = COMBINATIONS.get(op);
        if (combination == null) {
            throw new NotCovered("operator " + op + " has no delta layer");
        }
        return combination;
    }

    static ElementFunction function(NodeProto node, TensorTable table) throws NotCovered {
        String op = node.getOpType();
        ElementFunction plain = PLAIN.get(op);
        if (plain != null) {
            return plain;
        }
        return switch (op) {
            case "LeakyRelu" -> ElementFunction.leakyRelu(Constants.number(node, "alpha", 0.01f));
            case "Elu" -> ElementFunction.elu(Constants.number(node, "alpha", 1));
            case "HardSigmoid" ->
                ElementFunction.hardSigmoid(
                        Constants.number(node, "alpha", 0.2f), Constants.number(node, "beta", 0.5f));
            case "Clip" ->
                ElementFunction.clip(
                        limit(node, table, 1, "min", -Float.MAX_VALUE), limit(node, table, 2, "max", Float.MAX_VALUE));
            default -> throw new NotCovered("operator " + op + " has no delta layer");
        };
    }

    /** Limits were attributes before version 11 and are inputs since. */
    private static float limit(NodeProto node, TensorTable table, int input, String attribute, float orElse)
            throws NotCovered {
        if (node.getInputCount() > input && !node.getInput(input).isEmpty()) {
            return Constants.floats(table.constant(node.getInput(input)))[0];
        }
        return Constants.number(node, attribute, orElse);
    }

    /** Element of a tensor behind each element of the result that it is broadcast to. */
    static int[] broadcast(int[] from, int[] to) throws NotCovered {
        int[] index = new int[Constants.elements(to)];
        int[] steps = new int[to.length];
        int step = 1;
        for (int axis = to.length - 1; axis >= 0; axis--) {
            int own = axis - (to.length - from.length);
            int extent = own < 0 ? 1 : from[own];
            if (extent != 1 && extent != to[axis]) {
                throw new NotCovered("shapes do not broadcast");
            }
            steps[axis] = extent == 1 ? 0 : step;
            step *= extent;
        }
        int[] at = new int[to.length];
        for (int i = 0; i < index.length; i++) {
            int element = 0;
            for (int axis = 0; axis < to.length; axis++) {
                element += at[axis] * steps[axis];
            }
            index[i] = element;
            for (int axis = to.length - 1; axis >= 0 && ++at[axis] == to[axis]; axis--) {
                at[axis] = 0;
            }
        }
        return index;
    }

    /** A constant broadcast to a shape. */
    static float[] spread(TensorProto constant, int[] shape) throws NotCovered {
        float[] values = Constants.floats(constant);
        int[] index = broadcast(Constants.shape(constant), shape);
        float[] spread = new float[index.length];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = values[index[i]];
        }
        return spread;
    }
}
