package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.testkit.Golden;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayersTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/spike-layers.txt");

    /** 1e-5: sums of up to 36 products of size 1 in float32 against float64. */
    @Test
    void convolutionsEqualScipy() {
        convolution("plain", 6, 1, new ConvShape(4, 7, 9, 5, 7, 3, 3, 1, 1, 0, 0, 1, 1));
        convolution("strided", 6, 2, new ConvShape(4, 7, 9, 4, 4, 3, 2, 2, 3, 1, 2, 1, 1));
        convolution("dilated", 4, 4, new ConvShape(4, 7, 9, 8, 3, 2, 3, 1, 2, 2, 0, 3, 2));
        convolution("same", 3, 1, new ConvShape(4, 7, 9, 7, 9, 4, 2, 1, 1, 1, 0, 1, 1));
    }

    private void convolution(String name, int outChannels, int groups, ConvShape shape) {
        int[] y = golden.shape(name + "_y");
        assertThat(y).as(name).containsExactly(outChannels, shape.outHeight(), shape.outWidth());
        Layer layer = new ConvLayer(shape, outChannels, groups, golden.floats(name + "_w"), golden.floats(name + "_b"));
        compare(layer, golden.floats(name + "_y"), name);
    }

    @Test
    void poolingEqualsNumpy() {
        ConvShape shape = new ConvShape(4, 7, 9, 4, 4, 3, 2, 2, 2, 1, 0, 1, 1);
        compare(new PoolLayer(shape, false), golden.floats("sum_pool"), "sum");
        compare(new PoolLayer(shape, true), golden.floats("avg_pool"), "mean");
    }

    private void compare(Layer layer, float[] expected, String about) {
        Signal in = new Signal(layer.inputs());
        System.arraycopy(golden.floats("x"), 0, in.values(), 0, layer.inputs());
        in.changed();
        Signal sparse = new Signal(layer.outputs());
        Signal dense = new Signal(layer.outputs());
        layer.step(in, sparse, false);
        layer.step(in, dense, true);
        assertThat(sparse.values()).as(about).containsExactly(expected, within(1e-5f));
        assertThat(sparse.values()).as(about).containsExactly(dense.values());
    }

    /** The same bits: leaving out a column of zeros changes no sum. */
    @Test
    void drivenByEventsEqualsDenseForEverySizeAndSparsity() {
        Random random = new Random(51);
        for (int inputs : Arrays2.AWKWARD_SIZES) {
            int outputs = 1 + random.nextInt(70);
            float[][] columns = new float[inputs][];
            Arrays.setAll(columns, c -> Arrays2.gaussianFloats(random, outputs));
            DenseLayer layer = new DenseLayer(columns, random.nextBoolean() ? new float[outputs] : null);
            for (double activity : new double[] {0, 0.01, 0.1, 0.5, 1}) {
                Signal in = new Signal(inputs);
                for (int i = 0; i < inputs; i++) {
                    in.values()[i] = random.nextDouble() < activity ? (random.nextBoolean() ? 1 : 0.3f) : 0;
                }
                Signal sparse = new Signal(outputs);
                Signal dense = new Signal(outputs);
                layer.step(in, sparse, false);
                layer.step(in, dense, true);
                assertThat(sparse.values())
                        .as("seed=51 inputs=%d activity=%s", inputs, activity)
                        .usingComparatorWithPrecision(0f)
                        .containsExactly(dense.values());
            }
        }
    }

    @Test
    void matricesAreReadByRows() {
        DenseLayer layer = DenseLayer.ofRows(new float[] {1, 2, 3, 4, 5, 6}, 2, 3, new float[] {10, 20});
        Signal in = new Signal(3);
        in.values()[1] = 1;
        in.values()[2] = 2;
        Signal out = new Signal(2);
        layer.step(in, out, false);
        assertThat(out.values()).containsExactly(18, 37);
    }

    @Test
    void delaysEachElementByItsOwnSteps() {
        for (int[] steps : new int[][] {{0, 2, 5}, {1, 2, 5}}) {
            DelayLayer delay = new DelayLayer(steps);
            assertThat(delay.isLate()).isEqualTo(steps[0] > 0);
            SpikingNetwork network = SpikingNetwork.builder()
                    .add("in", ElementLayer.pass(3))
                    .add("delay", delay)
                    .chain("in", "delay")
                    .build("in", "delay");
            for (int t = 0; t < 20; t++) {
                float[] out = new float[3];
                network.step(new float[] {t + 1, t + 1, t + 1}, out);
                for (int i = 0; i < 3; i++) {
                    assertThat(out[i]).as("step %d", t).isEqualTo(Math.max(0, t + 1 - steps[i]));
                }
            }
        }
    }

    @Test
    void refusesParametersThatDoNotFit() {
        assertThatThrownBy(() -> new DenseLayer(new float[][] {{1, Float.POSITIVE_INFINITY}}, null))
                .hasMessage("parameter is not finite: weight[1]=Infinity (expected a finite number)");
        assertThatThrownBy(() -> new DenseLayer(new float[][] {{1, 2}, {1}}, null))
                .hasMessage("argument out of range: column.length=1 (expected 2..2)");
    }
}
