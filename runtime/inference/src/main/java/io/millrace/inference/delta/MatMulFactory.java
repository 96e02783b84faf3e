package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.DeltaMatMul;
import io.millrace.kernels.delta.DeltaSignal;

/** Makes delta layers of products with constant matrices. */
final class MatMulFactory {

    private final TensorTable table;
    private final Signals signals;

    MatMulFactory(TensorTable table, Signals signals) {
        this.table = table;
        this.signals = signals;
    }

    private DeltaSignal in(NodeProto node) throws NotCovered {
        return signals.of(node.getInput(0));
    }

    private DeltaSignal out(NodeProto node) throws NotCovered {
        return signals.of(node.getOutput(0));
    }

    DeltaLayer gemm(NodeProto node) throws NotCovered {
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
            bias = Elements.spread(table.constant(node.getInput(2)), new int[] {1, outputs});
            for (int j = 0; j < outputs; j++) {
                bias[j] *= beta;
            }
        }
        return new DeltaMatMul(in(node), out(node), columns, bias);
    }

    DeltaLayer matMul(NodeProto node) throws NotCovered {
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
}
