package io.millrace.kernels.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaConvTest {

    /** 1e-4, the rounding of as many float additions as there were frames; sums in double are the reference. */
    private static final double TOLERANCE = 1e-4;

    @Test
    void equalsTheDenseConvolutionWhateverItsGeometry() {
        Random random = new Random(91);
        for (int trial = 0; trial < 60; trial++) {
            Case c = new Case(random);
            for (int t = 0; t < Math.max(4, Slow.FRAMES / 60); t++) {
                long macs = c.next(random, 0.1);
                assertThat(macs).as("seed=91 trial=%d %s", trial, c.print).isEqualTo(c.closedForm());
                c.assertDense("seed=91 trial=" + trial + " frame=" + t);
            }
        }
    }

    @Test
    void doesNothingForAPictureThatStandsStill() {
        Random random = new Random(92);
        Case c = new Case(random);
        c.next(random, 0.5);
        assertThat(c.next(random, 0)).isZero();
        assertThat(c.conv.weightBytes()).isZero();
        assertThat(c.out.count()).isZero();
    }

    @Test
    void tellsTheChangeOfItsOutput() {
        Random random = new Random(93);
        Case c = new Case(random);
        float[] before = new float[c.out.size()];
        float[] after = new float[c.out.size()];
        for (int t = 0; t < 10; t++) {
            c.out.read(before);
            c.next(random, 0.05);
            c.out.read(after);
            for (int i = 0; i < before.length; i++) {
                float delta = c.out.delta()[i / c.out.positions()][i % c.out.positions()];
                assertThat(delta).isCloseTo(after[i] - before[i], within(1e-5f));
            }
        }
    }

    @Test
    void poolsEqualTheirDefinition() {
        Random random = new Random(94);
        for (DeltaPool.Kind kind : DeltaPool.Kind.values()) {
            for (int trial = 0; trial < 20; trial++) {
                Footprint f = footprint(random, 3);
                DeltaSignal in = new DeltaSignal(2, f.height() * f.width());
                DeltaSignal out = new DeltaSignal(2, f.outHeight() * f.outWidth());
                DeltaGate gate = new DeltaGate(in, 0);
                DeltaPool pool = new DeltaPool(in, out, f, kind);
                float[] x = new float[in.size()];
                for (int t = 0; t < 5; t++) {
                    Slow.changePixels(random, x, in.positions(), t == 0 ? 1 : 0.1);
                    gate.step(x);
                    pool.step();
                    for (int i = 0; i < out.size(); i++) {
                        double expected = pooled(f, kind, x, i / out.positions(), i % out.positions());
                        assertThat((double) out.at(i))
                                .as("seed=94 trial=%d %s", trial, f)
                                .isCloseTo(expected, within(1e-6));
                    }
                }
            }
        }
    }

    private static double pooled(Footprint f, DeltaPool.Kind kind, float[] x, int channel, int window) {
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int inside = 0;
        for (int ky = 0; ky < f.kernelHeight(); ky++) {
            for (int kx = 0; kx < f.kernelWidth(); kx++) {
                int iy = window / f.outWidth() * f.strideY() - f.padTop() + ky * f.dilationY();
                int ix = window % f.outWidth() * f.strideX() - f.padLeft() + kx * f.dilationX();
                if (iy >= 0 && iy < f.height() && ix >= 0 && ix < f.width()) {
                    double v = x[(channel * f.height() + iy) * f.width() + ix];
                    max = Math.max(max, v);
                    sum += v;
                    inside++;
                }
            }
        }
        return switch (kind) {
            case MAX -> max;
            case MEAN_INSIDE -> sum / inside;
            case MEAN -> sum / f.taps();
        };
    }

    @Test
    void allocatesNothing() {
        Case c = new Case(new Random(95));
        float[] x = new float[c.in.size()];
        KernelChecks.allocatesNothing(() -> {
            x[0] += 1;
            c.gate.step(x);
            c.conv.step();
        });
    }

    static Footprint footprint(Random random, int maxKernel) {
        while (true) {
            int h = random.nextInt(3) == 0 ? 1 : 3 + random.nextInt(20);
            int w = 3 + random.nextInt(24);
            int kh = h == 1 ? 1 : 1 + random.nextInt(maxKernel);
            int kw = 1 + random.nextInt(maxKernel);
            int sy = 1 + random.nextInt(2);
            int sx = 1 + random.nextInt(3);
            int dy = 1 + random.nextInt(2);
            int dx = 1 + random.nextInt(3);
            int padY = h == 1 ? 0 : random.nextInt(kh);
            int padX = random.nextInt(kw);
            int oh = (h + 2 * padY - (kh - 1) * dy - 1) / sy + 1;
            int ow = (w + 2 * padX - (kw - 1) * dx - 1) / sx + 1;
            // A window wholly outside of the picture has no mean.
            if (oh > 0
                    && ow > 0
                    && (kh - 1) * dy + 1 <= h
                    && (kw - 1) * dx + 1 <= w
                    && padY < kh
                    && padX < kw
                    && padY <= dy - 1 + 1
                    && padX <= dx - 1 + 1) {
                return new Footprint(h, w, kh, kw, sy, sx, dy, dx, padY, padX, oh, ow);
            }
        }
    }

    private static final class Case {
        private final Footprint f;
        private final int groups;
        private final float[][] weights;
        private final float[] bias;
        private final DeltaSignal in;
        private final DeltaSignal out;
        private final DeltaGate gate;
        private final DeltaConv conv;
        private final float[] x;
        private final String print;
        private boolean[] changed = new boolean[0];
        private boolean began;

        Case(Random random) {
            f = footprint(random, 4);
            groups = 1 + random.nextInt(3);
            int in1 = 1 + random.nextInt(3);
            int out1 = 1 + random.nextInt(3);
            in = new DeltaSignal(groups * in1, f.height() * f.width());
            out = new DeltaSignal(groups * out1, f.outHeight() * f.outWidth());
            weights = Slow.weights(random, groups * out1, in1 * f.taps());
            bias = Arrays2.gaussianFloats(random, groups * out1);
            gate = new DeltaGate(in, 0);
            conv = new DeltaConv(in, out, f, weights, bias, groups);
            x = new float[in.size()];
            print = f + " groups=" + groups;
        }

        long next(Random random, double share) {
            float[] before = x.clone();
            Slow.changePixels(random, x, in.positions(), share);
            changed = new boolean[in.positions()];
            for (int i = 0; i < x.length; i++) {
                changed[i % in.positions()] |= x[i] != before[i];
            }
            if (!began) {
                began = true;
                java.util.Arrays.fill(changed, true);
                gate.keyframe(x);
                return conv.recompute();
            }
            gate.step(x);
            return conv.step();
        }

        /** Windows that cover a changed pixel, counted window by window. */
        long closedForm() {
            long reached = 0;
            boolean all = true;
            for (boolean pixel : changed) {
                all &= pixel;
            }
            for (int window = 0; window < out.positions(); window++) {
                boolean covers = all;
                for (int tap = 0; tap < f.taps(); tap++) {
                    int source = f.source(window, tap);
                    covers |= source < in.positions() && changed[source];
                }
                reached += covers ? 1 : 0;
            }
            return reached * out.channels() * weights[0].length;
        }

        void assertDense(String about) {
            int inPerGroup = in.channels() / groups;
            int outPerGroup = out.channels() / groups;
            for (int o = 0; o < out.channels(); o++) {
                for (int oy = 0; oy < f.outHeight(); oy++) {
                    for (int ox = 0; ox < f.outWidth(); ox++) {
                        double sum = bias[o];
                        for (int c = 0; c < inPerGroup; c++) {
                            for (int ky = 0; ky < f.kernelHeight(); ky++) {
                                for (int kx = 0; kx < f.kernelWidth(); kx++) {
                                    int iy = oy * f.strideY() - f.padTop() + ky * f.dilationY();
                                    int ix = ox * f.strideX() - f.padLeft() + kx * f.dilationX();
                                    if (iy >= 0 && iy < f.height() && ix >= 0 && ix < f.width()) {
                                        int channel = o / outPerGroup * inPerGroup + c;
                                        sum += (double) x[(channel * f.height() + iy) * f.width() + ix]
                                                * weights[o][(c * f.kernelHeight() + ky) * f.kernelWidth() + kx];
                                    }
                                }
                            }
                        }
                        assertThat((double) out.at((o * f.outHeight() + oy) * f.outWidth() + ox))
                                .as("%s %s", about, print)
                                .isCloseTo(sum, within(TOLERANCE));
                    }
                }
            }
        }
    }
}
