package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaCell;
import io.millrace.kernels.delta.DeltaGru;
import io.millrace.kernels.delta.DeltaLstm;
import io.millrace.kernels.delta.DeltaRecurrent;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes recurrent layers of GRU and LSTM nodes. */
final class RecurrentFactory {

    private final TensorTable table;
    private final Signals signals;

    RecurrentFactory(TensorTable table, Signals signals) {
        this.table = table;
        this.signals = signals;
    }

    DeltaRecurrent make(NodeProto node) throws NotCovered {
        boolean gru = node.getOpType().equals("GRU");
        requireDefaults(node);
        int[] shape = table.extents(node.getInput(0));
        if (shape.length != 3 || shape[1] != 1) {
            throw new NotCovered("its batch is not 1: shape=" + table.shape(node.getInput(0)));
        }
        int inputs = shape[2];
        int gates = gru ? 3 : 4;
        int[] weightShape = Constants.shape(table.constant(node.getInput(1)));
        int hidden = weightShape[1] / gates;
        float[] w = Constants.floats(table.constant(node.getInput(1)));
        float[] r = Constants.floats(table.constant(node.getInput(2)));
        float[] b = has(node, 3)
                ? Constants.floats(table.constant(node.getInput(3)))
                : new float[weightShape[0] * 2 * gates * hidden];
        List<DeltaCell> cells = new ArrayList<>();
        for (int d = 0; d < weightShape[0]; d++) {
            int size = gates * hidden;
            float[][] inputColumns = columns(w, d * size * inputs, size, inputs);
            float[][] hiddenColumns = columns(r, d * size * hidden, size, hidden);
            float[] inputBias = Arrays.copyOfRange(b, 2 * d * size, (2 * d + 1) * size);
            float[] hiddenBias = Arrays.copyOfRange(b, (2 * d + 1) * size, (2 * d + 2) * size);
            cells.add(
                    gru
                            ? new DeltaGru(
                                    inputColumns,
                                    hiddenColumns,
                                    inputBias,
                                    hiddenBias,
                                    Constants.integer(node, "linear_before_reset", 0) != 0)
                            : new DeltaLstm(inputColumns, hiddenColumns, inputBias, hiddenBias));
        }
        boolean backward = Constants.text(node, "direction", "forward").equals("reverse");
        DeltaRecurrent.Wires wires = new DeltaRecurrent.Wires(
                signals.of(node.getInput(0)),
                initial(node, 5),
                gru ? null : initial(node, 6),
                output(node, 0),
                output(node, 1),
                output(node, 2));
        return new DeltaRecurrent(cells, backward, inputs, wires);
    }

    private static boolean has(NodeProto node, int input) {
        return node.getInputCount() > input && !node.getInput(input).isEmpty();
    }

    private void requireDefaults(NodeProto node) throws NotCovered {
        for (String attribute : List.of("activations", "clip", "activation_alpha", "activation_beta")) {
            if (Constants.has(node, attribute) && !isDefault(node, attribute)) {
                throw new NotCovered("it has other " + attribute + " than the standard ones");
            }
        }
        if (Constants.integer(node, "layout", 0) != 0 || Constants.integer(node, "input_forget", 0) != 0) {
            throw new NotCovered("it is batch-first or couples its gates");
        }
        if ((has(node, 4) && !isFullLength(node)) || has(node, 7)) {
            throw new NotCovered("it has sequence lengths or peepholes");
        }
    }

    /** Lengths that say no more than that every step counts. */
    private boolean isFullLength(NodeProto node) {
        try {
            var lengths = table.constant(node.getInput(4));
            return lengths.getInt32DataCount() == 1 && lengths.getInt32Data(0) == table.extents(node.getInput(0))[0];
        } catch (NotCovered e) {
            return false;
        }
    }

    private static boolean isDefault(NodeProto node, String attribute) {
        List<String> standard =
                node.getOpType().equals("GRU") ? List.of("sigmoid", "tanh") : List.of("sigmoid", "tanh", "tanh");
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals(attribute))
                .allMatch(a -> {
                    for (int i = 0; i < a.getStringsCount(); i++) {
                        if (!a.getStrings(i).toStringUtf8().equalsIgnoreCase(standard.get(i % standard.size()))) {
                            return false;
                        }
                    }
                    return a.getFloatsCount() == 0 && a.getF() == 0;
                });
    }

    private static float[][] columns(float[] rows, int from, int outputs, int inputs) {
        float[][] columns = new float[inputs][outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                columns[i][o] = rows[from + o * inputs + i];
            }
        }
        return columns;
    }

    private @Nullable DeltaSignal initial(NodeProto node, int input) throws NotCovered {
        if (!has(node, input)) {
            return null;
        }
        if (table.isConstant(node.getInput(input))) {
            for (float value : Constants.floats(table.constant(node.getInput(input)))) {
                if (value != 0) {
                    throw new NotCovered("its initial state is constant and not zero");
                }
            }
            return null;
        }
        return signals.of(node.getInput(input));
    }

    private @Nullable DeltaSignal output(NodeProto node, int output) throws NotCovered {
        return node.getOutputCount() > output && !node.getOutput(output).isEmpty()
                ? signals.of(node.getOutput(output))
                : null;
    }
}
