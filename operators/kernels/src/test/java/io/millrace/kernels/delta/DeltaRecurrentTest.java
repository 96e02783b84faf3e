package io.millrace.kernels.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaRecurrentTest {

    /**
     * 1e-4 against doubles over 10 000 steps: the functions are within 5e-7, which a gate close to one multiplies by some
     * hundreds; the products add nothing, because what their sums round away is kept.
     */
    private static final double TOLERANCE = 1e-4;

    @Test
    void smoothFunctionsAreCloseToTheTruth() {
        for (int i = -4_000_000; i <= 4_000_000; i += 37) {
            float x = i * 5e-6f;
            assertThat((double) SmoothFunctions.tanh(x)).isCloseTo(Math.tanh(x), within(5e-7));
            assertThat((double) SmoothFunctions.sigmoid(x)).isCloseTo(1 / (1 + Math.exp(-x)), within(5e-7));
        }
        assertThat(SmoothFunctions.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1f);
        assertThat(SmoothFunctions.sigmoid(Float.POSITIVE_INFINITY)).isEqualTo(1f);
        assertThat(SmoothFunctions.tanh(Float.NaN)).isNaN();
    }

    @Test
    void gruEqualsItsDefinitionInDoublesAtThresholdZero() {
        for (boolean linearBeforeReset : new boolean[] {true, false}) {
            Random random = new Random(71);
            Cell cell = new Cell(random, 3, 7, 12);
            DeltaGru gru = cell.gru(linearBeforeReset);
            float[] x = new float[7];
            float[] h = new float[12];
            double[] expected = new double[12];
            for (int t = 0; t < Slow.FRAMES; t++) {
                Slow.change(random, x, 0.3);
                gru.step(x, 0, h, h);
                expected = cell.gruStep(x, expected, linearBeforeReset);
                assertClose(h, expected, "seed=71 linear=" + linearBeforeReset + " step=" + t);
            }
        }
    }

    @Test
    void lstmEqualsItsDefinitionInDoublesAtThresholdZero() {
        Random random = new Random(72);
        Cell cell = new Cell(random, 4, 9, 8);
        DeltaLstm lstm = cell.lstm();
        float[] x = new float[9];
        float[] h = new float[8];
        float[] c = new float[8];
        double[][] expected = {new double[8], new double[8]};
        for (int t = 0; t < Slow.FRAMES; t++) {
            Slow.change(random, x, 0.3);
            lstm.step(x, 0, h, c);
            expected = cell.lstmStep(x, expected);
            assertClose(h, expected[0], "seed=72 step=" + t);
            assertClose(c, expected[1], "seed=72 step=" + t);
        }
    }

    /** Three products of the hidden width for each element of input or state that changed (Neil 2017, eq. 11). */
    @Test
    void countsColumnsOfWhatChanged() {
        Random random = new Random(73);
        Cell cell = new Cell(random, 3, 10, 16);
        DeltaGru gru = cell.gru(true);
        gru.thresholds(0.05f, 0.05f);
        float[] x = new float[10];
        float[] h = new float[16];
        float[] seenX = new float[10];
        float[] seenH = new float[16];
        long total = 0;
        for (int t = 0; t < 200; t++) {
            Slow.change(random, x, t < 100 ? 0.2 : 0);
            long expected = 3L * 16 * (seen(x, seenX) + seen(h, seenH));
            long macs = gru.step(x, 0, h, h);
            assertThat(macs).as("seed=73 step=%d", t).isEqualTo(expected);
            total += macs;
        }
        assertThat(total).isLessThan(200 * gru.denseMacs() / 2);
        assertThat(gru.step(x, 0, h, h)).as("it has come to rest").isZero();
        assertThat(gru.denseMacs()).isEqualTo(3 * 16 * 26);
    }

    private static int seen(float[] x, float[] seen) {
        int n = 0;
        for (int i = 0; i < x.length; i++) {
            if (Math.abs(x[i] - seen[i]) > 0.05f) {
                seen[i] = x[i];
                n++;
            }
        }
        return n;
    }

    @Test
    void runsWindowsBothWays() {
        Random random = new Random(74);
        Cell forward = new Cell(random, 3, 4, 5);
        Cell backward = new Cell(random, 3, 4, 5);
        DeltaSignal in = new DeltaSignal(1, 6 * 4);
        DeltaSignal y = new DeltaSignal(1, 6 * 2 * 5);
        DeltaRecurrent layer = new DeltaRecurrent(
                List.of(forward.gru(true), backward.gru(true)),
                false,
                4,
                new DeltaRecurrent.Wires(in, null, null, y, null, null));
        DeltaGate gate = new DeltaGate(in, 0);
        float[] x = new float[24];
        for (int t = 0; t < 50; t++) {
            Slow.change(random, x, 0.2);
            gate.step(x);
            layer.step();
            double[] h = new double[5];
            double[] b = new double[5];
            for (int s = 0; s < 6; s++) {
                h = forward.gruStep(Arrays.copyOfRange(x, 4 * s, 4 * s + 4), h, true);
                b = backward.gruStep(Arrays.copyOfRange(x, 20 - 4 * s, 24 - 4 * s), b, true);
                for (int k = 0; k < 5; k++) {
                    assertThat((double) y.at(10 * s + k)).isCloseTo(h[k], within(TOLERANCE));
                    assertThat((double) y.at(10 * (5 - s) + 5 + k)).isCloseTo(b[k], within(TOLERANCE));
                }
            }
        }
        gate.step(x);
        assertThat(layer.step()).as("the same window again").isZero();
        assertThat(y.count()).isZero();
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        Random random = new Random(75);
        float[][] frames = new float[20][6];
        for (float[] frame : frames) {
            Slow.change(random, frame, 0.5);
        }
        for (int kind = 0; kind < 3; kind++) {
            int which = kind;
            float[][] states = new float[frames.length + 1][5];
            KernelChecks.continuesExactly(
                    frames.length,
                    () -> which == 0
                            ? new Cell(new Random(5), 4, 6, 5).lstm()
                            : new Cell(new Random(5), 3, 6, 5).gru(which == 1),
                    (cell, i) -> {
                        float[] h = states[i].clone();
                        float[] c = new float[5];
                        cell.step(frames[i], 0, h, c);
                        states[i + 1] = h;
                        return Arrays.toString(h);
                    });
        }
    }

    @Test
    void allocatesNothing() {
        Cell cell = new Cell(new Random(76), 4, 16, 16);
        DeltaLstm lstm = cell.lstm();
        float[] x = new float[16];
        float[] h = new float[16];
        float[] c = new float[16];
        KernelChecks.allocatesNothing(() -> {
            x[2] += 0.1f;
            lstm.step(x, 0, h, c);
        });
    }

    private static void assertClose(float[] found, double[] expected, String about) {
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).as(about).isCloseTo(expected[i], within(TOLERANCE));
        }
    }

    /** Weights, and the formulas written out in doubles. */
    private static final class Cell {
        private final int hidden;
        private final float[][] w;
        private final float[][] r;
        private final float[] wb;
        private final float[] rb;

        Cell(Random random, int gates, int inputs, int hidden) {
            this.hidden = hidden;
            this.w = Slow.weights(random, inputs, gates * hidden);
            this.r = Slow.weights(random, hidden, gates * hidden);
            this.wb = Arrays2.gaussianFloats(random, gates * hidden);
            this.rb = Arrays2.gaussianFloats(random, gates * hidden);
        }

        DeltaGru gru(boolean linearBeforeReset) {
            return new DeltaGru(w, r, wb, rb, linearBeforeReset);
        }

        DeltaLstm lstm() {
            return new DeltaLstm(w, r, wb, rb);
        }

        private double product(float[] x, int gate) {
            double sum = wb[gate];
            for (int i = 0; i < x.length; i++) {
                sum += (double) x[i] * w[i][gate];
            }
            return sum;
        }

        private double recurrent(double[] h, int gate) {
            double sum = rb[gate];
            for (int i = 0; i < hidden; i++) {
                sum += h[i] * r[i][gate];
            }
            return sum;
        }

        private static double sigmoid(double x) {
            return 1 / (1 + Math.exp(-x));
        }

        double[] gruStep(float[] x, double[] h, boolean linearBeforeReset) {
            double[] z = new double[hidden];
            double[] reset = new double[hidden];
            double[] resetH = new double[hidden];
            for (int k = 0; k < hidden; k++) {
                z[k] = sigmoid(product(x, k) + recurrent(h, k));
                reset[k] = sigmoid(product(x, hidden + k) + recurrent(h, hidden + k));
                resetH[k] = reset[k] * h[k];
            }
            double[] next = new double[hidden];
            for (int k = 0; k < hidden; k++) {
                int n = 2 * hidden + k;
                double candidate = Math.tanh(
                        product(x, n) + (linearBeforeReset ? reset[k] * recurrent(h, n) : recurrent(resetH, n)));
                next[k] = (1 - z[k]) * candidate + z[k] * h[k];
            }
            return next;
        }

        double[][] lstmStep(float[] x, double[][] state) {
            double[][] next = new double[2][hidden];
            for (int k = 0; k < hidden; k++) {
                double[] gate = new double[4];
                for (int g = 0; g < 4; g++) {
                    gate[g] = product(x, g * hidden + k) + recurrent(state[0], g * hidden + k);
                }
                next[1][k] = sigmoid(gate[2]) * state[1][k] + sigmoid(gate[0]) * Math.tanh(gate[3]);
                next[0][k] = sigmoid(gate[1]) * Math.tanh(next[1][k]);
            }
            return next;
        }
    }
}
