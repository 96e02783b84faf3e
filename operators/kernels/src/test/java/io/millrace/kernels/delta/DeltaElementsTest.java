package io.millrace.kernels.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Layers without weights, and gates. */
class DeltaElementsTest {

    private final DeltaSignal in = new DeltaSignal(2, 6);
    private final DeltaGate gate = new DeltaGate(in, 0);

    /** What is kept back stays below the threshold at every frame and is passed on as soon as it is not. */
    @Test
    void truncationNeverGathers() {
        DeltaSignal out = new DeltaSignal(2, 6);
        DeltaElementwise layer = new DeltaElementwise(in, out, ElementFunction.SIGMOID);
        layer.threshold(0.05f);
        float[] x = new float[12];
        Arrays.fill(x, -8);
        gate.keyframe(x);
        layer.recompute();
        int passed = 0;
        for (int t = 0; t < 2000; t++) {
            for (int i = 0; i < x.length; i++) {
                x[i] += 0.008f;
            }
            gate.step(x);
            layer.step();
            passed += out.count();
            for (int i = 0; i < 12; i++) {
                assertThat(out.at(i)).isCloseTo(SmoothFunctions.sigmoid(x[i]), within(0.05f + 1e-6f));
            }
        }
        assertThat(passed)
                .as("one twentieth of the way each time, at six positions")
                .isBetween(6 * 17, 6 * 20);
    }

    @Test
    void functionsAreWhatTheirNamesSay() {
        for (float x : new float[] {-100, -3.5f, -1, -0.25f, 0, 0.3f, 1, 2.9f, 3.1f, 50}) {
            assertThat(ElementFunction.RELU.apply(x)).isEqualTo(x > 0 ? x : 0);
            assertThat(ElementFunction.leakyRelu(0.1f).apply(x)).isEqualTo(x > 0 ? x : 0.1f * x);
            assertThat(ElementFunction.clip(-1, 6).apply(x)).isEqualTo(Math.max(-1, Math.min(6, x)));
            assertThat((double) ElementFunction.elu(2).apply(x))
                    .isCloseTo(x > 0 ? x : 2 * (Math.exp(x) - 1), within(1e-6));
            assertThat((double) ElementFunction.SOFTPLUS.apply(x))
                    .isCloseTo(x > 40 ? x : Math.log(1 + Math.exp(x)), within(1e-6));
            assertThat(ElementFunction.SOFTSIGN.apply(x)).isEqualTo(x / (1 + Math.abs(x)));
            assertThat((double) ElementFunction.hardSigmoid(0.2f, 0.5f).apply(x))
                    .isCloseTo(Math.max(0, Math.min(1, 0.2 * x + 0.5)), within(1e-6));
            assertThat((double) ElementFunction.HARD_SWISH.apply(x))
                    .isCloseTo(x * Math.max(0, Math.min(1, x / 6.0 + 0.5)), within(1e-5));
        }
    }

    @Test
    void combinesWithBroadcasting() {
        Random random = new Random(61);
        DeltaSignal scales = new DeltaSignal(1, 2);
        DeltaGate scaleGate = new DeltaGate(scales, 0);
        DeltaSignal product = new DeltaSignal(2, 6);
        DeltaSignal sum = new DeltaSignal(2, 6);
        int[] same = new int[12];
        int[] perChannel = new int[12];
        float[] offsets = Arrays2.gaussianFloats(random, 12);
        Arrays.setAll(same, i -> i);
        Arrays.setAll(perChannel, i -> i / 6);
        DeltaCombine times = DeltaCombine.of(in, same, scales, perChannel, product, (a, b) -> a * b);
        DeltaCombine plus = DeltaCombine.of(product, same, offsets, sum, Float::sum);
        float[] x = new float[12];
        float[] s = {1, 2};
        for (int t = 0; t < 100; t++) {
            Slow.change(random, x, 0.1);
            Slow.change(random, s, 0.1);
            gate.step(x);
            scaleGate.step(s);
            times.step();
            // Rows that nothing reached keep what they hold.
            if (t == 0) {
                plus.recompute();
            } else {
                plus.step();
            }
            for (int i = 0; i < 12; i++) {
                assertThat(sum.at(i)).as("seed=61 frame=%d", t).isEqualTo(x[i] * s[i / 6] + offsets[i]);
            }
        }
        gate.step(x);
        scaleGate.step(s);
        times.step();
        assertThat(product.count()).isZero();
    }

    @Test
    void movesWhatChangedWhereverItGoes() {
        Random random = new Random(62);
        DeltaSignal other = new DeltaSignal(1, 3);
        DeltaGate otherGate = new DeltaGate(other, 0);
        int[] source = new int[20];
        int[] element = new int[20];
        float[] constants = new float[20];
        for (int i = 0; i < 20; i++) {
            source[i] = random.nextInt(3) - 1;
            element[i] = source[i] < 0 ? 0 : random.nextInt(source[i] == 0 ? 12 : 3);
            constants[i] = source[i] < 0 ? i : 0;
        }
        DeltaSignal out = new DeltaSignal(4, 5);
        DeltaMove move = new DeltaMove(List.of(in, other), source, element, constants, out);
        float[] x = new float[12];
        float[] y = new float[3];
        for (int t = 0; t < 60; t++) {
            Slow.change(random, x, 0.1);
            Slow.change(random, y, 0.1);
            gate.step(x);
            otherGate.step(y);
            move.step();
            for (int i = 0; i < 20; i++) {
                float expected = source[i] < 0 ? i : source[i] == 0 ? x[element[i]] : y[element[i]];
                assertThat(out.at(i)).as("seed=62 frame=%d place=%d", t, i).isEqualTo(expected);
            }
        }
    }

    @Test
    void normalisesRowsThatChanged() {
        Random random = new Random(63);
        DeltaSignal rows = new DeltaSignal(1, 12);
        DeltaGate rowGate = new DeltaGate(rows, 0);
        DeltaSignal normal = new DeltaSignal(1, 12);
        DeltaSignal soft = new DeltaSignal(1, 12);
        DeltaSignal mean = new DeltaSignal(1, 3);
        float[] scale = Arrays2.gaussianFloats(random, 4);
        float[] bias = Arrays2.gaussianFloats(random, 4);
        List<DeltaLayer> layers = List.of(
                new DeltaRows(rows, normal, 4, 4, DeltaRows.layerNorm(scale, bias, 1e-5f)),
                new DeltaRows(rows, soft, 4, 4, DeltaRows.softmax()),
                new DeltaRows(rows, mean, 4, 1, DeltaRows.mean()));
        float[] x = Arrays2.gaussianFloats(random, 12);
        for (int t = 0; t < 60; t++) {
            Slow.change(random, x, 0.1);
            rowGate.step(x);
            for (DeltaLayer layer : layers) {
                if (t == 0) {
                    layer.recompute();
                } else {
                    layer.step();
                }
            }
            for (int r = 0; r < 3; r++) {
                double m = 0;
                double e = 0;
                for (int i = 0; i < 4; i++) {
                    m += x[4 * r + i] / 4;
                    e += Math.exp(x[4 * r + i]);
                }
                double v = 0;
                for (int i = 0; i < 4; i++) {
                    v += Math.pow(x[4 * r + i] - m, 2) / 4;
                }
                assertThat((double) mean.at(r)).isCloseTo(m, within(1e-6));
                for (int i = 0; i < 4; i++) {
                    double n = (x[4 * r + i] - m) / Math.sqrt(v + 1e-5) * scale[i] + bias[i];
                    assertThat((double) normal.at(4 * r + i)).isCloseTo(n, within(1e-5));
                    assertThat((double) soft.at(4 * r + i)).isCloseTo(Math.exp(x[4 * r + i]) / e, within(1e-6));
                }
            }
        }
    }

    @Test
    void scalesChannels() {
        DeltaSignal out = new DeltaSignal(2, 6);
        DeltaAffine affine = new DeltaAffine(in, out, new float[] {2, -1}, new float[] {0.5f, 3});
        float[] x = new float[12];
        gate.keyframe(x);
        affine.recompute();
        x[8] = 4;
        gate.step(x);
        affine.step();
        assertThat(out.count()).isOne();
        assertThat(out.at(8)).isEqualTo(-1f);
        assertThat(out.at(2)).isEqualTo(0.5f);
        assertThat(out.at(9)).isEqualTo(3f);
    }

    @Test
    void wakesAtOneThresholdAndSleepsAtAnother() {
        DeltaSignal held = new DeltaSignal(1, 1);
        DeltaGate hysteresis = new DeltaGate(held, 1f, 0.25f);
        int[] passed = new int[6];
        float[] course = {0.9f, 1.1f, 1.4f, 1.5f, 2.3f, 2.6f};
        for (int t = 0; t < course.length; t++) {
            hysteresis.step(new float[] {course[t]});
            passed[t] = held.count();
        }
        // Noise below 1 does not wake it, 0.3 is followed while awake, 0.1 lets it sleep, then it takes 1 again.
        assertThat(passed).containsExactly(0, 1, 1, 0, 0, 1);
    }

    @Test
    void aGateContinuesExactlyFromASavedState() throws IOException {
        Random random = new Random(64);
        float[][] frames = new float[30][];
        Arrays.setAll(frames, i -> Arrays2.gaussianFloats(random, 6));
        KernelChecks.continuesExactly(
                frames.length, () -> new DeltaGate(new DeltaSignal(2, 3), 1.5f, 0.5f), (some, i) -> {
                    some.step(frames[i]);
                    float[] values = new float[6];
                    some.held().read(values);
                    return Arrays.toString(values);
                });
    }

    @Test
    void notANumberIsAChange() {
        float[] x = new float[12];
        x[3] = Float.NaN;
        gate.step(x);
        assertThat(in.count()).isOne();
        assertThat(in.at(3)).isNaN();
    }

    @Test
    void refusesThresholdsInTheWrongOrder() {
        assertThatThrownBy(() -> new DeltaGate(in, 0.1f, 0.2f))
                .hasMessage("argument out of range: threshold=0.1, release=0.2 (expected 0 <= release <= threshold)");
    }
}
