package io.millrace.kernels.delta;

/**
 * Functions of whole rows: layer normalisation, softmax, means. A row in which anything changed is computed anew from what
 * it holds; other rows cost nothing.
 */
public final class DeltaRows implements DeltaLayer {

    /** A function of a row. */
    @FunctionalInterface
    public interface RowFunction {

        /**
         * Applies it.
         *
         * @param row elements of a row
         * @param result receives the results of the row
         */
        void apply(float[] row, float[] result);
    }

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final RowFunction function;
    private final float[] row;
    private final float[] result;
    private final boolean[] dirty;

    /**
     * A function of rows.
     *
     * @param in rows times the length of a row, row-major
     * @param out rows times the length of a result, row-major
     * @param length elements of a row
     * @param results elements of a result
     * @param function what is applied
     */
    public DeltaRows(DeltaSignal in, DeltaSignal out, int length, int results, RowFunction function) {
        this.in = in;
        this.out = out;
        this.function = function;
        this.row = new float[length];
        this.result = new float[results];
        this.dirty = new boolean[in.size() / length];
        if (in.size() % length != 0 || out.size() != dirty.length * results) {
            throw new IllegalArgumentException("signals do not fit the rows: in=" + in.size() + ", out=" + out.size()
                    + ", length=" + length + ", results=" + results + " (expected the same number of rows)");
        }
    }

    @Override
    public long step() {
        out.clear();
        if (in.count() > 0) {
            for (int c = 0; c < in.channels(); c++) {
                for (int i = 0; i < in.count(); i++) {
                    dirty[(c * in.positions() + in.active()[i]) / row.length] = true;
                }
            }
            apply();
        }
        return 0;
    }

    @Override
    public long recompute() {
        out.clear();
        java.util.Arrays.fill(dirty, true);
        apply();
        return 0;
    }

    private void apply() {
        for (int r = 0; r < dirty.length; r++) {
            if (dirty[r]) {
                dirty[r] = false;
                for (int i = 0; i < row.length; i++) {
                    row[i] = in.at(r * row.length + i);
                }
                function.apply(row, result);
                for (int i = 0; i < result.length; i++) {
                    int flat = r * result.length + i;
                    out.put(flat / out.positions(), flat % out.positions(), result[i]);
                    out.mark(flat % out.positions());
                }
            }
        }
        out.collect();
    }

    @Override
    public long denseMacs() {
        return 0;
    }

    /**
     * {@code (x - mean) / sqrt(variance + epsilon) * scale + bias}, variance over the row.
     *
     * @param scale one an element
     * @param bias one an element
     * @param epsilon added to the variance
     * @return the function
     */
    public static RowFunction layerNorm(float[] scale, float[] bias, float epsilon) {
        return (row, result) -> {
            double mean = 0;
            for (float x : row) {
                mean += x;
            }
            mean /= row.length;
            double variance = 0;
            for (float x : row) {
                variance += (x - mean) * (x - mean);
            }
            double inverse = 1 / Math.sqrt(variance / row.length + epsilon);
            for (int i = 0; i < row.length; i++) {
                result[i] = (float) ((row[i] - mean) * inverse) * scale[i] + bias[i];
            }
        };
    }

    /**
     * {@code exp(x) / sum exp(x)}.
     *
     * @return the function
     */
    public static RowFunction softmax() {
        return (row, result) -> {
            float max = Float.NEGATIVE_INFINITY;
            for (float x : row) {
                max = Math.max(max, x);
            }
            double sum = 0;
            for (int i = 0; i < row.length; i++) {
                result[i] = (float) Math.exp(row[i] - max);
                sum += result[i];
            }
            for (int i = 0; i < row.length; i++) {
                result[i] /= (float) sum;
            }
        };
    }

    /**
     * The mean of a row.
     *
     * @return the function, of one result
     */
    public static RowFunction mean() {
        return (row, result) -> {
            double sum = 0;
            for (float x : row) {
                sum += x;
            }
            result[0] = (float) (sum / row.length);
        };
    }
}
