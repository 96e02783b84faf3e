package io.millrace.kernels.decoding;

/**
 * {@code v = M1 v + M2 u + m0} ({@code linear-recurrence}): the decoder of many closed-loop experiments, a Kalman filter
 * whose gain has settled, whatever noise model it came from.
 */
final class RecurrenceDecoder extends StatefulDecoder {

    private final double[][] m1;
    private final double[][] m2;
    private final double[] m0;
    private final double[] v;
    private final double[] next;

    private RecurrenceDecoder(double[][] m1, double[][] m2, double[] m0, VectorState state) {
        super(m2[0].length, m2.length, (long) m2.length * (m1.length + m2[0].length), state);
        this.m1 = m1;
        this.m2 = m2;
        this.m0 = m0;
        this.v = state.rows[0];
        this.next = new double[m0.length];
    }

    static RecurrenceDecoder read(DecoderFile file) {
        double[][] m2 = file.matrix("M2");
        int axes = m2.length;
        double[] initial = file.has("v0") ? file.numbers("v0", axes) : new double[axes];
        return new RecurrenceDecoder(
                file.matrix("M1", axes, axes), m2, file.numbers("m0", axes), new VectorState(initial));
    }

    @Override
    public void decode(float[] counts, float[] out) {
        for (int i = 0; i < next.length; i++) {
            double sum = m0[i];
            for (int j = 0; j < v.length; j++) {
                sum += m1[i][j] * v[j];
            }
            double[] row = m2[i];
            for (int c = 0; c < row.length; c++) {
                sum += row[c] * counts[c];
            }
            next[i] = sum;
        }
        System.arraycopy(next, 0, v, 0, v.length);
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) v[i];
        }
    }
}
