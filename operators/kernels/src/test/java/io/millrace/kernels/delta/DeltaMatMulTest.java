package io.millrace.kernels.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaMatMulTest {

    /** 1e-4, the rounding of as many float additions as there were frames; sums in double are the reference. */
    private static final double TOLERANCE = 1e-4;

    @Test
    void equalsTheDenseProductAtThresholdZero() {
        Random random = new Random(81);
        for (int inputs : new int[] {1, 3, 8, 70}) {
            for (int rows : new int[] {1, 3}) {
                Layer layer = new Layer(random, rows, inputs, 13);
                float[] x = new float[rows * inputs];
                for (int t = 0; t < Slow.FRAMES; t++) {
                    Slow.change(random, x, 0.1);
                    layer.step(x);
                    layer.assertDense(x, TOLERANCE, "seed=81 inputs=" + inputs + " rows=" + rows + " frame=" + t);
                }
            }
        }
    }

    @Test
    void multipliesFromTheLeftToo() {
        Random random = new Random(87);
        float[][] columns = Slow.weights(random, 6, 5);
        DeltaSignal in = new DeltaSignal(1, 6 * 4);
        DeltaSignal out = new DeltaSignal(1, 5 * 4);
        DeltaGate gate = new DeltaGate(in, 0);
        DeltaMatMul left = new DeltaMatMul(in, out, columns, new float[5], true);
        float[] x = new float[24];
        for (int t = 0; t < 100; t++) {
            Slow.change(random, x, 0.1);
            gate.step(x);
            left.step();
            for (int j = 0; j < 5; j++) {
                for (int r = 0; r < 4; r++) {
                    double sum = 0;
                    for (int i = 0; i < 6; i++) {
                        sum += (double) columns[i][j] * x[4 * i + r];
                    }
                    assertThat((double) out.at(4 * j + r)).isCloseTo(sum, within(TOLERANCE));
                }
            }
        }
        assertThat(left.recompute()).isEqualTo(6 * 5 * 4);
        assertThat((double) out.delta()[0][3]).as("nothing but rounding").isCloseTo(0, within(TOLERANCE));
    }

    @Test
    void countsOneColumnForEachElementThatChanged() {
        Random random = new Random(82);
        Layer layer = new Layer(random, 3, 20, 7);
        float[] x = Arrays2.gaussianFloats(random, 60);
        layer.step(x);
        for (int t = 0; t < 50; t++) {
            float[] before = x.clone();
            Slow.change(random, x, 0.2);
            int changed = 0;
            for (int i = 0; i < x.length; i++) {
                changed += x[i] == before[i] ? 0 : 1;
            }
            assertThat(layer.step(x)).isEqualTo(7L * changed);
        }
        assertThat(layer.step(x)).as("nothing changed").isZero();
        assertThat(layer.matMul.weightBytes()).isZero();
        assertThat(layer.matMul.denseMacs()).isEqualTo(3 * 20 * 7);
    }

    /** However long, what is held back of each input stays below the threshold, and it comes through once it is not. */
    @Test
    void slowRampsNeverGatherError() {
        Random random = new Random(83);
        float threshold = 0.1f;
        Layer layer = new Layer(random, 1, 16, 5);
        layer.gate.threshold(threshold);
        float[] x = new float[16];
        double[] bound = new double[5];
        for (float[] column : layer.columns) {
            for (int j = 0; j < 5; j++) {
                bound[j] += threshold * Math.abs(column[j]);
            }
        }
        int fired = 0;
        for (int t = 0; t < 5000; t++) {
            for (int i = 0; i < x.length; i++) {
                x[i] += 0.004f;
            }
            fired += layer.step(x) > 0 ? 1 : 0;
            double[] dense = layer.dense(x);
            for (int j = 0; j < 5; j++) {
                assertThat((double) layer.out.at(j)).isCloseTo(dense[j], within(bound[j] + TOLERANCE));
            }
        }
        assertThat(fired).as("one frame in 25 or 26").isBetween(5000 / 27, 5000 / 25);
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        Random random = new Random(84);
        float[][] frames = new float[20][8];
        for (float[] frame : frames) {
            Slow.change(random, frame, 0.5);
        }
        KernelChecks.continuesExactly(frames.length, () -> new Layer(new Random(1), 1, 8, 4), (layer, i) -> {
            layer.step(frames[i]);
            float[] y = new float[4];
            layer.out.read(y);
            return Arrays.toString(y);
        });
    }

    @Test
    void allocatesNothing() {
        Layer layer = new Layer(new Random(1), 1, 64, 32);
        float[] x = new float[64];
        KernelChecks.allocatesNothing(() -> {
            x[3] += 1;
            layer.step(x);
        });
    }

    /** Equal to the bit with the dense layer of quantised activations, which is computed with whole numbers here. */
    @Test
    void quantisedDifferencesAreExact() {
        Random random = new Random(85);
        for (int inputs : new int[] {1, 5, 64}) {
            float[][] columns = Slow.weights(random, inputs, 9);
            QuantisedDelta layer = new QuantisedDelta(columns, Arrays2.gaussianFloats(random, 9), 0.05);
            float[] x = new float[inputs];
            float[] y = new float[9];
            float[] dense = new float[9];
            long macs = 0;
            for (int t = 0; t < Slow.FRAMES; t++) {
                for (int i = 0; i < inputs; i++) {
                    x[i] += (float) (0.03 * random.nextGaussian());
                }
                macs += layer.step(x, y);
                layer.dense(x, dense);
                assertThat(y).as("seed=85 inputs=%d frame=%d", inputs, t).containsExactly(dense);
            }
            assertThat(macs).isLessThan((long) Slow.FRAMES * inputs * 9).isPositive();
            assertThat(layer.step(x, y)).isZero();
            double exact = 0;
            for (int i = 0; i < inputs; i++) {
                exact += columns[i][4] * 0.05 * Math.rint(x[i] / 0.05);
            }
            layer.step(x, y);
            layer.step(new float[inputs], dense);
            assertThat((double) y[4] - dense[4]).isCloseTo(exact, within(1e-5));
        }
    }

    @Test
    void quantisedLayerContinuesExactlyAndSaturates() throws IOException {
        Random random = new Random(86);
        float[][] columns = Slow.weights(random, 6, 3);
        float[][] frames = new float[12][];
        Arrays.setAll(frames, i -> Arrays2.gaussianFloats(random, 6));
        frames[5][2] = Float.NaN;
        KernelChecks.continuesExactly(
                frames.length, () -> new QuantisedDelta(columns, new float[3], 0.1), (layer, i) -> {
                    float[] y = new float[3];
                    layer.step(frames[i], y);
                    return Arrays.toString(y);
                });
        QuantisedDelta layer = new QuantisedDelta(columns, new float[3], 0.1);
        assertThat(layer.quantise(1e9f)).isEqualTo(QuantisedDelta.MAX_STEPS);
        assertThat(layer.quantise(0.25f)).as("half to even").isEqualTo(2);
    }

    /** A gate and a product. */
    private static final class Layer implements io.millrace.kernels.KernelState {
        private final int rows;
        private final float[][] columns;
        private final float[] bias;
        private final DeltaSignal out;
        private final DeltaGate gate;
        private final DeltaMatMul matMul;
        private boolean began;

        Layer(Random random, int rows, int inputs, int outputs) {
            this.rows = rows;
            this.columns = Slow.weights(random, inputs, outputs);
            this.bias = Arrays2.gaussianFloats(random, outputs);
            DeltaSignal in = new DeltaSignal(1, rows * inputs);
            this.out = new DeltaSignal(1, rows * outputs);
            this.gate = new DeltaGate(in, 0);
            this.matMul = new DeltaMatMul(in, out, columns, bias);
        }

        long step(float[] x) {
            if (!began) {
                began = true;
                gate.keyframe(x);
                return matMul.recompute();
            }
            gate.step(x);
            return matMul.step();
        }

        double[] dense(float[] x) {
            double[] y = new double[rows * bias.length];
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < bias.length; j++) {
                    double sum = bias[j];
                    for (int i = 0; i < columns.length; i++) {
                        sum += (double) x[r * columns.length + i] * columns[i][j];
                    }
                    y[r * bias.length + j] = sum;
                }
            }
            return y;
        }

        void assertDense(float[] x, double tolerance, String about) {
            double[] expected = dense(x);
            for (int j = 0; j < expected.length; j++) {
                assertThat((double) out.at(j)).as(about).isCloseTo(expected[j], within(tolerance));
            }
        }

        @Override
        public long stateBytes() {
            return gate.stateBytes() + out.stateBytes();
        }

        @Override
        public void reset() {
            began = false;
            gate.reset();
            out.reset();
        }

        @Override
        public void save(java.io.DataOutput to) throws IOException {
            to.writeBoolean(began);
            gate.save(to);
            out.save(to);
        }

        @Override
        public void load(java.io.DataInput from) throws IOException {
            began = from.readBoolean();
            gate.load(from);
            out.load(from);
        }
    }
}
