package io.millrace.inference.delta;

import io.millrace.kernels.delta.DeltaRows.RowFunction;

/** Functions of rows that ONNX has and that need no more than a loop. */
final class Rows {

    private Rows() {}

    static RowFunction max() {
        return (row, result) -> {
            float max = Float.NEGATIVE_INFINITY;
            for (float x : row) {
                max = Math.max(max, x);
            }
            result[0] = max;
        };
    }

    static RowFunction sum() {
        return (row, result) -> {
            double sum = 0;
            for (float x : row) {
                sum += x;
            }
            result[0] = (float) sum;
        };
    }

    static RowFunction logSoftmax() {
        return (row, result) -> {
            float max = Float.NEGATIVE_INFINITY;
            for (float x : row) {
                max = Math.max(max, x);
            }
            double sum = 0;
            for (float x : row) {
                sum += Math.exp(x - max);
            }
            double logarithm = Math.log(sum);
            for (int i = 0; i < row.length; i++) {
                result[i] = (float) (row[i] - max - logarithm);
            }
        };
    }
}
