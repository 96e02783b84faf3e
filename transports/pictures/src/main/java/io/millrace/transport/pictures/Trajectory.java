package io.millrace.transport.pictures;

/** Points of a decoded and a true movement, thinned out whenever they are full; and the score over all of them. */
final class Trajectory {

    private static final int COLUMNS = 10;
    private static final int VALUES = 6;

    private final float[][] points;
    private final double[] sum = new double[2];
    private final double[] squares = new double[2];
    private final double[] errors = new double[2];
    private int size;
    private long stride = 1;
    private long seen;

    Trajectory(int capacity) {
        this.points = new float[COLUMNS][capacity];
    }

    void add(double seconds, long segment, double[] decoded, double[] truth, float[] pair) {
        for (int i = 0; i < 2; i++) {
            sum[i] += pair[2 + i];
            squares[i] += (double) pair[2 + i] * pair[2 + i];
            errors[i] += Math.pow((double) pair[2 + i] - pair[i], 2);
        }
        if (seen++ % stride != 0) {
            return;
        }
        if (size == points[0].length) {
            halve();
            if ((seen - 1) % stride != 0) {
                return;
            }
        }
        float[] row = {
            (float) seconds,
            segment,
            (float) decoded[0],
            (float) decoded[1],
            (float) truth[0],
            (float) truth[1],
            pair[0],
            pair[1],
            pair[2],
            pair[3]
        };
        for (int c = 0; c < COLUMNS; c++) {
            points[c][size] = row[c];
        }
        size++;
    }

    private void halve() {
        for (float[] column : points) {
            for (int i = 0; 2 * i < size; i++) {
                column[i] = column[2 * i];
            }
        }
        size = (size + 1) / 2;
        stride *= 2;
    }

    int size() {
        return size;
    }

    float seconds(int i) {
        return points[0][i];
    }

    int segment(int i) {
        return (int) points[1][i];
    }

    /** Position of an axis. */
    float position(boolean decoded, int axis, int i) {
        return points[(decoded ? 2 : 4) + axis][i];
    }

    /** What the pairs held of an axis. */
    float value(boolean decoded, int axis, int i) {
        return points[VALUES + (decoded ? 0 : 2) + axis][i];
    }

    /** R2 of an axis over every pair, also over those that are not kept. */
    double score(int axis) {
        double spread = squares[axis] - sum[axis] * sum[axis] / seen;
        return spread > 0 ? 1 - errors[axis] / spread : Double.NaN;
    }
}
