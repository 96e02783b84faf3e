package io.millrace.kernels.delta;

/**
 * Sums of scaled columns, four a pass. Columns are arrays of their own, because a loop over one flat array with an offset
 * does not vectorise; more than four a pass do not either.
 */
final class Columns {

    private Columns() {}

    /** {@code y[j] += sum over i < count of scale[i] * columns[index[i]][j]} for {@code j < length}. */
    static void add(float[][] columns, int[] index, float[] scale, int count, float[] y, int length) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            add4(
                    y,
                    columns[index[i]],
                    columns[index[i + 1]],
                    columns[index[i + 2]],
                    columns[index[i + 3]],
                    scale[i],
                    scale[i + 1],
                    scale[i + 2],
                    scale[i + 3],
                    length);
        }
        for (; i < count; i++) {
            add1(y, columns[index[i]], scale[i], length);
        }
    }

    /** The same of the first {@code count} columns in their order. */
    static void addAll(float[][] columns, float[] scale, int count, float[] y, int length) {
        addRange(columns, scale, 0, count, y, length);
    }

    /** The same of the columns {@code from} to {@code end}. */
    static void addRange(float[][] columns, float[] scale, int from, int end, float[] y, int length) {
        int i = from;
        for (; i + 3 < end; i += 4) {
            add4(
                    y,
                    columns[i],
                    columns[i + 1],
                    columns[i + 2],
                    columns[i + 3],
                    scale[i],
                    scale[i + 1],
                    scale[i + 2],
                    scale[i + 3],
                    length);
        }
        for (; i < end; i++) {
            add1(y, columns[i], scale[i], length);
        }
    }

    private static void add4(
            float[] y,
            float[] a,
            float[] b,
            float[] c,
            float[] d,
            float scaleA,
            float scaleB,
            float scaleC,
            float scaleD,
            int length) {
        for (int j = 0; j < length; j++) {
            y[j] += scaleA * a[j] + scaleB * b[j] + scaleC * c[j] + scaleD * d[j];
        }
    }

    private static void add1(float[] y, float[] a, float scale, int length) {
        for (int j = 0; j < length; j++) {
            y[j] += scale * a[j];
        }
    }

    /** {@code sum += change}, with what each addition rounds away kept for the next (Kahan, 1965). */
    static void compensate(float[] sum, float[] residue, float[] change, int length) {
        for (int j = 0; j < length; j++) {
            float before = sum[j];
            float exact = change[j] + residue[j];
            float after = before + exact;
            residue[j] = exact - (after - before);
            sum[j] = after;
        }
    }

    /** {@code y += x}. */
    static void accumulate(float[] y, float[] x, int length) {
        for (int j = 0; j < length; j++) {
            y[j] += x[j];
        }
    }
}
