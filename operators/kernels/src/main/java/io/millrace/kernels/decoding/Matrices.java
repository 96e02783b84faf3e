package io.millrace.kernels.decoding;

/** Dense linear algebra in double on rows, for sizes up to some hundreds, at start-up and for a few states. */
final class Matrices {

    private Matrices() {}

    static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                double factor = a[i][k];
                for (int j = 0; j < product[i].length; j++) {
                    product[i][j] += factor * b[k][j];
                }
            }
        }
        return product;
    }

    static double[][] transposed(double[][] a) {
        double[][] turned = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < turned.length; j++) {
                turned[j][i] = a[i][j];
            }
        }
        return turned;
    }

    static double[][] identity(int n) {
        double[][] identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    static double[][] copy(double[][] a) {
        double[][] copy = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            copy[i] = a[i].clone();
        }
        return copy;
    }

    /**
     * Solves {@code A X = B} in place by elimination with the largest pivot of a column: afterwards {@code b} is X and
     * {@code a} is used up.
     *
     * @return false if A is singular
     */
    static boolean solve(double[][] a, double[][] b) {
        int n = a.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            swap(a, k, pivot);
            swap(b, k, pivot);
            if (a[k][k] == 0) {
                return false;
            }
            for (int i = k + 1; i < n; i++) {
                double factor = a[i][k] / a[k][k];
                subtract(a[i], a[k], factor, k);
                subtract(b[i], b[k], factor, 0);
            }
        }
        for (int k = n - 1; k >= 0; k--) {
            for (int j = 0; j < b[k].length; j++) {
                b[k][j] /= a[k][k];
            }
            for (int i = 0; i < k; i++) {
                subtract(b[i], b[k], a[i][k], 0);
            }
        }
        return true;
    }

    private static void subtract(double[] row, double[] other, double factor, int from) {
        for (int j = from; j < row.length; j++) {
            row[j] -= factor * other[j];
        }
    }

    private static void swap(double[][] rows, int i, int j) {
        double[] row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }

    /** The exponential of a matrix: Taylor series of {@code A / 2^s}, squared s times. */
    static double[][] exponential(double[][] a) {
        double norm = 0;
        for (double[] row : a) {
            double sum = 0;
            for (double value : row) {
                sum += Math.abs(value);
            }
            norm = Math.max(norm, sum);
        }
        int squarings = Math.max(0, Math.getExponent(norm) + 3);
        double[][] small = copy(a);
        for (double[] row : small) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.scalb(row[j], -squarings);
            }
        }
        double[][] sum = identity(a.length);
        double[][] term = identity(a.length);
        for (int k = 1; k <= 20; k++) { // 0.25^20 / 20! is far below the last bit
            term = times(term, small);
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < a.length; j++) {
                    term[i][j] /= k;
                    sum[i][j] += term[i][j];
                }
            }
        }
        for (int k = 0; k < squarings; k++) {
            sum = times(sum, sum);
        }
        return sum;
    }
}
