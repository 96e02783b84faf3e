package io.millrace.kernels.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rectangles against windows computed one by one from the definition, in double. */
class PatchConvTest {

    /** One convolution in single precision: no sum over time. */
    private static final double TOLERANCE = 1e-5;

    @Test
    void equalsTheDenseConvolutionWhateverItsGeometry() {
        Random random = new Random(101);
        for (int trial = 0; trial < 200; trial++) {
            Case c = new Case(random, random.nextBoolean() ? 1 << 16 : 0);
            for (int t = 0; t < 6; t++) {
                c.next(random, t == 0 ? 1 : random.nextInt(3) * 0.05);
                c.assertDense("seed=101 trial=" + trial + " frame=" + t, 0);
            }
        }
    }

    @Test
    void countsTheWindowsOfTheRectangleAroundASquareThatChanged() {
        Footprint f = new Footprint(60, 80, 3, 3, 1, 1, 1, 1, 1, 1, 60, 80);
        Case c = new Case(f, 4, 8, 1 << 16, new Random(102));
        c.next(new Random(1), 1);
        for (int p = 20 * 80 + 30; p < 30 * 80; p += 80) {
            for (int k = 0; k < 12; k++) {
                c.x[p + k] += 1;
            }
        }
        c.gate.step(c.x);
        // 10 rows and 12 columns, one more on each side.
        assertThat(c.conv.step()).isEqualTo(12 * 14 * 4 * 8 * 9);
        assertThat(c.out.count()).isEqualTo(12 * 14);
        c.assertDense("square", 0);
        assertThat(c.conv.weightBytes()).isEqualTo(4 * 8 * 9 * 4);
    }

    @Test
    void twoCornersAreTwoRectanglesAndNeverMoreThanThePicture() {
        Footprint f = new Footprint(200, 200, 3, 3, 1, 1, 1, 1, 1, 1, 200, 200);
        Case c = new Case(f, 8, 16, 1 << 20, new Random(103));
        c.next(new Random(1), 1);
        c.x[0] += 1;
        c.x[199 * 200 + 199] += 1;
        c.gate.step(c.x);
        assertThat(c.conv.step()).isEqualTo((4 + 4) * 8 * 16 * 9);
        Random random = new Random(104);
        for (double share : new double[] {0.001, 0.01, 0.1, 0.9}) {
            assertThat(c.next(random, share)).isBetween(1L, c.conv.denseMacs());
        }
    }

    @Test
    void doesNothingForAPictureThatStandsStill() {
        Random random = new Random(105);
        Case c = new Case(random, 1 << 16);
        c.next(random, 1);
        assertThat(c.next(random, 0)).isZero();
        assertThat(c.conv.weightBytes()).isZero();
        assertThat(c.out.count()).isZero();
    }

    @Test
    void tellsTheChangeOfItsOutput() {
        Random random = new Random(106);
        Case c = new Case(random, 1 << 16);
        float[] before = new float[c.out.size()];
        float[] after = new float[c.out.size()];
        for (int t = 0; t < 10; t++) {
            c.out.read(before);
            c.next(random, t == 0 ? 1 : 0.05);
            c.out.read(after);
            for (int i = 0; i < before.length; i++) {
                float delta = c.out.delta()[i / c.out.positions()][i % c.out.positions()];
                assertThat(delta).isCloseTo(after[i] - before[i], within(1e-6f));
            }
        }
    }

    /** A ramp of steps below the threshold: the output is never further off than the threshold, however long it goes on. */
    @Test
    void keepsBackNoMoreThanTheThreshold() {
        Footprint f = new Footprint(12, 20, 3, 3, 1, 1, 1, 1, 1, 1, 12, 20);
        Case c = new Case(f, 2, 3, 1 << 16, new Random(107));
        c.conv.threshold(0.05f);
        c.next(new Random(1), 1);
        long macs = 0;
        boolean held = false;
        for (int t = 0; t < 500; t++) {
            for (int i = 0; i < c.x.length; i++) {
                c.x[i] += 0.002f;
            }
            c.gate.step(c.x);
            macs += c.conv.step();
            held |= c.out.count() < c.out.positions();
            c.assertDense("frame=" + t, 0.05);
        }
        assertThat(held).as("something was kept back").isTrue();
        assertThat(macs).isPositive();
    }

    @Test
    void refusesPatchesThatHoldNotOneRow() {
        Footprint f = new Footprint(12, 20, 3, 3, 1, 1, 1, 1, 1, 1, 12, 20);
        SlowPatches tiny = new SlowPatches(f, 2, 3, new float[3][18], 2 * 3 * 22 - 1, 60);
        assertThatThrownBy(() -> new PatchConv(new DeltaSignal(2, 240), new DeltaSignal(3, 240), f, 54, tiny))
                .hasMessageStartingWith("signals do not fit the patches: in=2x240, out=3x240, capacity=131, 60");
    }

    @Test
    void allocatesNothing() {
        Case c = new Case(new Random(108), 1 << 16);
        KernelChecks.allocatesNothing(() -> {
            c.x[0] += 1;
            c.gate.step(c.x);
            c.conv.step();
        });
    }

    /** A convolution without padding by its definition. */
    private static final class SlowPatches implements ConvPatches {
        private final Footprint f;
        private final int channels;
        private final int outputs;
        private final float[][] weights;
        private final float[] input;
        private final float[] output;

        SlowPatches(Footprint f, int channels, int outputs, float[][] weights, int in, int out) {
            this.f = f;
            this.channels = channels;
            this.outputs = outputs;
            this.weights = weights;
            this.input = new float[in];
            this.output = new float[out];
        }

        @Override
        public int inputCapacity() {
            return input.length;
        }

        @Override
        public int outputCapacity() {
            return output.length;
        }

        @Override
        public float[] input() {
            return input;
        }

        @Override
        public float[] output() {
            return output;
        }

        @Override
        public void run(int rows, int columns, int outRows, int outColumns) {
            for (int o = 0; o < outputs; o++) {
                for (int y = 0; y < outRows; y++) {
                    for (int x = 0; x < outColumns; x++) {
                        double sum = 1;
                        for (int k = 0; k < channels * f.taps(); k++) {
                            int tap = k % f.taps();
                            int iy = y * f.strideY() + tap / f.kernelWidth() * f.dilationY();
                            int ix = x * f.strideX() + tap % f.kernelWidth() * f.dilationX();
                            sum += (double) weights[o][k] * input[(k / f.taps() * rows + iy) * columns + ix];
                        }
                        output[(o * outRows + y) * outColumns + x] = (float) sum;
                    }
                }
            }
        }
    }

    private static final class Case {
        private final Footprint f;
        private final DeltaSignal in;
        private final DeltaSignal out;
        private final DeltaGate gate;
        private final PatchConv conv;
        private final float[][] weights;
        private final float[] x;
        private boolean began;

        Case(Random random, int capacity) {
            this(DeltaConvTest.footprint(random, 4), 1 + random.nextInt(3), 1 + random.nextInt(4), capacity, random);
        }

        /** A capacity of 0 stands for one row of windows. */
        Case(Footprint f, int channels, int outputs, int capacity, Random random) {
            this.f = f;
            in = new DeltaSignal(channels, f.height() * f.width());
            out = new DeltaSignal(outputs, f.outHeight() * f.outWidth());
            weights = Slow.weights(random, outputs, channels * f.taps());
            int row = channels * f.reachRows(1) * f.reachColumns(f.outWidth());
            SlowPatches patches = new SlowPatches(
                    f, channels, outputs, weights, Math.max(capacity, row), Math.max(capacity, outputs * f.outWidth()));
            gate = new DeltaGate(in, 0);
            conv = new PatchConv(in, out, f, (long) outputs * channels * f.taps(), patches);
            x = new float[in.size()];
        }

        long next(Random random, double share) {
            Slow.changePixels(random, x, in.positions(), share);
            if (!began) {
                began = true;
                gate.keyframe(x);
                return conv.recompute();
            }
            gate.step(x);
            return conv.step();
        }

        void assertDense(String about, double kept) {
            for (int i = 0; i < out.size(); i++) {
                int window = i % out.positions();
                double sum = 1;
                for (int k = 0; k < weights[0].length; k++) {
                    int source = f.source(window, k % f.taps());
                    sum += source == in.positions()
                            ? 0
                            : (double) weights[i / out.positions()][k] * x[k / f.taps() * in.positions() + source];
                }
                assertThat((double) out.at(i)).as("%s %s", about, f).isCloseTo(sum, within(kept + TOLERANCE));
            }
        }
    }
}
