package io.millrace.kernels.pointcloud;

import java.util.Arrays;

/**
 * Gives each row a column of its own so that the sum of costs is least: the Hungarian method with potentials, O(n^3) for n
 * rows and columns.
 *
 * @see <a href="https://doi.org/10.1007/BF02278710">Jonker, Volgenant: A shortest augmenting path algorithm for dense and
 *     sparse linear assignment problems, 1987</a>
 */
final class Assignment {

    private static final double FAR =
            1e7; // above any square of a distance that is allowed, small enough to keep their digits

    private Assignment() {}

    /**
     * Solves.
     *
     * @param cost cost of each pair, [row][column]; infinite where a pair is not allowed
     * @param rows number of rows
     * @param columns number of columns
     * @return for each row its column, or -1 if it has none
     */
    static int[] solve(double[][] cost, int rows, int columns) {
        int n = Math.max(rows, columns);
        double[] u = new double[n + 1];
        double[] v = new double[n + 1];
        int[] rowOf = new int[n + 1];
        int[] way = new int[n + 1];
        for (int row = 1; row <= n; row++) {
            rowOf[0] = row;
            augment(cost, rows, columns, n, u, v, rowOf, way);
        }
        int[] result = new int[rows];
        Arrays.fill(result, -1);
        for (int column = 1; column <= columns; column++) {
            int row = rowOf[column] - 1;
            if (row < rows && cost[row][column - 1] < FAR) {
                result[row] = column - 1;
            }
        }
        return result;
    }

    private static void augment(
            double[][] cost, int rows, int columns, int n, double[] u, double[] v, int[] rowOf, int[] way) {
        double[] least = new double[n + 1];
        boolean[] used = new boolean[n + 1];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        int column = 0;
        do {
            used[column] = true;
            int row = rowOf[column];
            double delta = Double.POSITIVE_INFINITY;
            int next = 0;
            for (int j = 1; j <= n; j++) {
                if (used[j]) {
                    continue;
                }
                double reduced = at(cost, rows, columns, row - 1, j - 1) - u[row] - v[j];
                if (reduced < least[j]) {
                    least[j] = reduced;
                    way[j] = column;
                }
                if (least[j] < delta) {
                    delta = least[j];
                    next = j;
                }
            }
            for (int j = 0; j <= n; j++) {
                if (used[j]) {
                    u[rowOf[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            column = next;
        } while (rowOf[column] != 0);
        while (column != 0) {
            rowOf[column] = rowOf[way[column]];
            column = way[column];
        }
    }

    private static double at(double[][] cost, int rows, int columns, int row, int column) {
        if (row >= rows || column >= columns) {
            return FAR; // a partner that stands for "none"
        }
        double value = cost[row][column];
        return value < FAR ? value : 2 * FAR;
    }
}
