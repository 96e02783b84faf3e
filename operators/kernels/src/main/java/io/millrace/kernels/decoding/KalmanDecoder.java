package io.millrace.kernels.decoding;

/**
 * The Kalman filter on spike counts ({@code kalman}): state {@code x = A x + w}, counts {@code z = C x + d + q}, with
 * covariances W of w and Q of q.
 *
 * <p>The channels outnumber the states by far, so the update is done in information form:
 * {@code P = (I + P- C' Q^-1 C)^-1 P-}, {@code x = x- + P C' Q^-1 (z - d - C x-)}; the products with Q are made once, and
 * a bin costs the solution of a system of the size of the state.
 *
 * @see <a href="https://doi.org/10.1162/089976606774841585">Wu et al., Bayesian Population Decoding of Motor Cortical
 *     Activity Using a Kalman Filter</a>
 */
final class KalmanDecoder extends StatefulDecoder {

    private final double[][] a;
    private final double[][] w;
    private final double[][] evidence;
    private final double[][] information;
    private final double[] offset;
    private final double[][] read;
    private final VectorState state;

    private final double[] predicted;
    private final double[][] covariance;
    private final double[][] work;
    private final double[] gathered;

    private KalmanDecoder(
            double[][] a,
            double[][] w,
            double[][] c,
            double[][] evidence,
            double[] d,
            double[][] read,
            VectorState state) {
        super(c.length, read.length, 2L * a.length * c.length, state);
        int n = a.length;
        this.a = a;
        this.w = w;
        this.evidence = evidence;
        this.information = Matrices.times(evidence, c);
        this.offset = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d.length; k++) {
                offset[i] += evidence[i][k] * d[k];
            }
        }
        this.read = read;
        this.state = state;
        this.predicted = new double[n];
        this.covariance = new double[n][n];
        this.work = new double[n][n];
        this.gathered = new double[n];
    }

    static KalmanDecoder read(DecoderFile file) {
        double[][] c = file.matrix("C");
        int n = c[0].length;
        int channels = c.length;
        double[][] q = file.matrix("Q", channels, channels);
        double[][] solved = Matrices.copy(c);
        if (!Matrices.solve(q, solved)) {
            throw new IllegalArgumentException(
                    "covariance is singular: array=Q (expected an invertible one: leave out silent channels)");
        }
        double[][] initial = new double[n + 1][];
        initial[0] = file.has("x0") ? file.numbers("x0", n) : new double[n];
        double[][] p0 = file.has("P0") ? file.matrix("P0", n, n) : Matrices.identity(n);
        System.arraycopy(p0, 0, initial, 1, n);
        return new KalmanDecoder(
                file.matrix("A", n, n),
                file.matrix("W", n, n),
                c,
                Matrices.transposed(solved),
                file.has("d") ? file.numbers("d", channels) : new double[channels],
                file.has("H") ? rows(file, n) : Matrices.identity(n),
                new VectorState(initial));
    }

    private static double[][] rows(DecoderFile file, int n) {
        return file.matrix("H", file.matrix("H").length, n);
    }

    @Override
    public void decode(float[] counts, float[] out) {
        double[] x = state.rows[0];
        int n = x.length;
        predict(x, n);
        update(n);
        gather(counts, n);
        for (int i = 0; i < n; i++) {
            double sum = predicted[i];
            for (int j = 0; j < n; j++) {
                sum += covariance[i][j] * gathered[j];
                // Rounding would let the halves drift apart.
                state.rows[i + 1][j] = (covariance[i][j] + covariance[j][i]) / 2;
            }
            x[i] = sum;
        }
        for (int o = 0; o < read.length; o++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += read[o][i] * x[i];
            }
            out[o] = (float) sum;
        }
    }

    /** {@code x- = A x}, {@code P- = A P A' + W}. */
    private void predict(double[] x, int n) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += a[i][j] * x[j];
                work[i][j] = 0;
                for (int k = 0; k < n; k++) {
                    work[i][j] += a[i][k] * state.rows[k + 1][j];
                }
            }
            predicted[i] = sum;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = w[i][j];
                for (int k = 0; k < n; k++) {
                    sum += work[i][k] * a[j][k];
                }
                covariance[i][j] = sum;
            }
        }
    }

    /** {@code C' Q^-1 (z - d - C x-)}. */
    private void gather(float[] counts, int n) {
        for (int i = 0; i < n; i++) {
            double[] row = evidence[i];
            double sum = -offset[i];
            for (int c = 0; c < row.length; c++) {
                sum += row[c] * counts[c];
            }
            for (int j = 0; j < n; j++) {
                sum -= information[i][j] * predicted[j];
            }
            gathered[i] = sum;
        }
    }

    /** {@code P = (I + P- C' Q^-1 C)^-1 P-}. */
    private void update(int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = i == j ? 1 : 0;
                for (int k = 0; k < n; k++) {
                    sum += covariance[i][k] * information[k][j];
                }
                work[i][j] = sum;
            }
        }
        if (!Matrices.solve(work, covariance)) {
            throw new IllegalStateException(
                    "covariance has become singular: states=" + n + " (expected P0 and W to be" + " covariances)");
        }
    }
}
