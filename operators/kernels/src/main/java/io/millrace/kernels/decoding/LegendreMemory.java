package io.millrace.kernels.decoding;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Remembers the last {@code theta} samples of each channel as the coefficients of shifted Legendre polynomials: the
 * linear system {@code theta m' = A m + B u}, {@code A_ij = (2i+1) (i < j ? -1 : (-1)^(i-j+1))},
 * {@code B_i = (2i+1) (-1)^i}, held over each sample.
 *
 * <p>State {@code 4 * order * channels} bytes; a sample costs {@code order^2 + order} products a channel.
 *
 * @see <a href="https://papers.nips.cc/paper/2019/hash/952285b9b7e7a1be5aa7849f32ffff05-Abstract.html">Voelker et al.,
 *     Legendre Memory Units</a>
 */
public final class LegendreMemory implements KernelState {

    private final double[][] discrete;
    private final double[] input;
    private final float[][] columns;
    private final float[][] memory;
    private final float[] next;
    private final float[] drive;

    /**
     * An empty memory.
     *
     * @param order number of polynomials, 1..128
     * @param thetaSamples length of what is remembered, samples, above 0
     * @param channels number of channels, at least 1
     */
    public LegendreMemory(int order, double thetaSamples, int channels) {
        Require.inRange("order", order, 1, 128);
        Require.positive("thetaSamples", thetaSamples);
        Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        // The exponential of [[A, B], [0, 0]] holds the zero-order hold of both.
        double[][] joint = new double[order + 1][order + 1];
        for (int i = 0; i < order; i++) {
            for (int j = 0; j < order; j++) {
                joint[i][j] = (2 * i + 1) * (i < j || (i - j) % 2 == 0 ? -1 : 1) / thetaSamples;
            }
            joint[i][order] = (2 * i + 1) * (i % 2 == 0 ? 1 : -1) / thetaSamples;
        }
        double[][] held = Matrices.exponential(joint);
        this.discrete = new double[order][];
        this.input = new double[order];
        this.drive = new float[order];
        this.columns = new float[order][order];
        for (int i = 0; i < order; i++) {
            discrete[i] = Arrays.copyOf(held[i], order);
            input[i] = held[i][order];
            drive[i] = (float) input[i];
            for (int j = 0; j < order; j++) {
                columns[j][i] = (float) held[i][j];
            }
        }
        this.memory = new float[channels][order];
        this.next = new float[order];
    }

    /**
     * Number of polynomials.
     *
     * @return the order
     */
    public int order() {
        return drive.length;
    }

    /**
     * One coefficient of the discrete system, {@code m(t) = Ad m(t-1) + Bd u(t)}.
     *
     * @param row 0..order-1
     * @param column 0..order-1 for Ad, order for Bd
     * @return the coefficient
     */
    public double coefficient(int row, int column) {
        return column == order() ? input[row] : discrete[row][column];
    }

    /**
     * Takes a sample of every channel.
     *
     * @param samples finite samples, one per channel
     */
    public void push(float[] samples) {
        for (int c = 0; c < memory.length; c++) {
            push(c, samples[c]);
        }
    }

    /**
     * Takes a sample of one channel.
     *
     * @param channel 0-based channel
     * @param sample finite sample
     */
    public void push(int channel, float sample) {
        float[] m = memory[channel];
        for (int i = 0; i < next.length; i++) {
            next[i] = drive[i] * sample;
        }
        for (int j = 0; j < columns.length; j++) {
            add(next, columns[j], m[j]);
        }
        System.arraycopy(next, 0, m, 0, m.length);
    }

    private static void add(float[] y, float[] column, float factor) {
        for (int i = 0; i < y.length; i++) {
            y[i] += factor * column[i];
        }
    }

    /**
     * The coefficients of one channel, to be read only.
     *
     * @param channel 0-based channel
     * @return as many as the order
     */
    public float[] coefficients(int channel) {
        return memory[channel];
    }

    /**
     * What a channel was some time ago, as far as it is remembered.
     *
     * @param channel 0-based channel
     * @param age age in parts of theta, 0..1
     * @return the sum of the shifted Legendre polynomials at this age
     */
    public double recall(int channel, double age) {
        double x = 2 * age - 1;
        double before = 0;
        double polynomial = 1;
        double sum = 0;
        float[] m = memory[channel];
        for (int i = 0; i < m.length; i++) {
            sum += m[i] * polynomial;
            double following = ((2 * i + 1) * x * polynomial - i * before) / (i + 1);
            before = polynomial;
            polynomial = following;
        }
        return sum;
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * memory.length * order();
    }

    @Override
    public void reset() {
        for (float[] m : memory) {
            Arrays.fill(m, 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (float[] m : memory) {
            StateIo.writeFloats(out, m);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        for (float[] m : memory) {
            StateIo.readFloats(in, "legendre-memory", m);
        }
    }
}
