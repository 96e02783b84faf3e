package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikingNetworkTest {

    /** in -> w -> lif -> out, and lif -> rec -> lif. */
    private static SpikingNetwork recurrent(int inputs, int neurons, long seed) {
        Random random = new Random(seed);
        return SpikingNetwork.builder()
                .add("in", ElementLayer.pass(inputs))
                .add("w", new DenseLayer(columns(random, inputs, neurons), Arrays2.gaussianFloats(random, neurons)))
                .add(
                        "lif",
                        NeuronLayer.of(neurons)
                                .beta(0.8f)
                                .threshold(1)
                                .resetTo(0)
                                .build())
                .add("rec", new DenseLayer(columns(random, neurons, neurons), Arrays2.gaussianFloats(random, neurons)))
                .chain("in", "w", "lif", "rec", "lif")
                .build("in", "lif");
    }

    private static float[][] columns(Random random, int inputs, int outputs) {
        float[][] columns = new float[inputs][];
        Arrays.setAll(columns, c -> Arrays2.gaussianFloats(random, outputs));
        return columns;
    }

    private static float[] spikes(Random random, int n, double activity) {
        float[] in = new float[n];
        for (int i = 0; i < n; i++) {
            in[i] = random.nextDouble() < activity ? 1 : 0;
        }
        return in;
    }

    @Test
    void drivenByEventsEqualsDense() {
        for (int n : new int[] {1, 7, 40, 207}) {
            SpikingNetwork events = recurrent(12, n, 61);
            SpikingNetwork dense = recurrent(12, n, 61);
            dense.setDense(true);
            Random random = new Random(62);
            float[] a = new float[n];
            float[] b = new float[n];
            int fired = 0;
            for (int t = 0; t < 200; t++) {
                float[] in = spikes(random, 12, 0.2);
                events.step(in, a);
                dense.step(in, b);
                assertThat(a).as("seed=61,62 neurons=%d step=%d", n, t).containsExactly(b);
                for (float s : a) {
                    fired += s != 0 ? 1 : 0;
                }
            }
            assertThat(fired).isBetween(1, 200 * n - 1);
        }
    }

    /** Written out: the recurrent spikes of a step arrive, with the bias, in the next; in the first only the bias. */
    @Test
    void delaysACycleByOneStepWhereItLeavesTheNeurons() {
        SpikingNetwork network = SpikingNetwork.builder()
                .add("in", ElementLayer.pass(1))
                .add("lif", NeuronLayer.of(1).threshold(1).resetTo(0).build())
                .add("rec", new DenseLayer(new float[][] {{5}}, new float[] {0.25f}))
                .chain("in", "lif", "rec", "lif")
                .build("in", "lif");
        float[] out = new float[1];
        network.step(new float[] {0.75f}, out);
        assertThat(out).as("0.75 + the bias is at the threshold").containsExactly(0);
        network.step(new float[] {0.5f}, out);
        assertThat(out).containsExactly(1);
        network.step(new float[] {0}, out);
        assertThat(out).as("driven by the spike before").containsExactly(1);
    }

    @Test
    void aCycleThroughTwoPopulationsIsDelayedOnce() {
        SpikingNetwork network = SpikingNetwork.builder()
                .add("in", ElementLayer.pass(1))
                .add("a", NeuronLayer.of(1).threshold(0.5f).resetTo(0).build())
                .add("b", NeuronLayer.of(1).threshold(0.5f).resetTo(0).build())
                .chain("in", "a", "b", "a")
                .build("in", "b");
        float[] out = new float[1];
        network.step(new float[] {1}, out);
        assertThat(out).as("a and b in the same step").containsExactly(1);
        for (int t = 0; t < 5; t++) {
            network.step(new float[] {0}, out);
            assertThat(out).as("round and round, once a step").containsExactly(1);
        }
    }

    @Test
    void aDelayLayerBreaksACycleWithoutFurtherDelay() {
        SpikingNetwork network = SpikingNetwork.builder()
                .add("in", ElementLayer.pass(1))
                .add("a", NeuronLayer.of(1).threshold(0.5f).resetTo(0).build())
                .add("later", new DelayLayer(new int[] {3}))
                .chain("in", "a", "later", "a")
                .build("in", "a");
        float[] out = new float[1];
        for (int t = 0; t < 12; t++) {
            network.step(new float[] {t == 0 ? 1 : 0}, out);
            assertThat(out[0]).as("step %d", t).isEqualTo(t % 3 == 0 ? 1f : 0f);
        }
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        float[][] in = new float[40][];
        Random random = new Random(63);
        Arrays.setAll(in, t -> spikes(random, 5, 0.3));
        KernelChecks.continuesExactly(in.length, () -> recurrent(5, 9, 64), (network, t) -> {
            float[] out = new float[9];
            network.step(in[t], out);
            return Arrays.toString(out);
        });
    }

    @Test
    void allocatesNothing() {
        SpikingNetwork network = recurrent(5, 20, 65);
        float[] in = {1, 0, 1, 0, 0};
        float[] out = new float[20];
        KernelChecks.allocatesNothing(() -> network.step(in, out));
    }

    /** Counted by hand. */
    @Test
    void countsAsNeuroBenchDoes() {
        SpikingNetwork network = SpikingNetwork.builder()
                .add("in", ElementLayer.pass(3))
                .add("w", new DenseLayer(new float[][] {{1, 0}, {2, 2}, {0, 0}}, new float[] {9, 9}))
                .add("lif", NeuronLayer.of(2).threshold(10.5f).resetTo(0).build())
                .add("v", new DenseLayer(new float[][] {{1}, {1}}, null))
                .chain("in", "w", "lif", "v")
                .build("in", "v");
        NetworkMetrics metrics = network.metrics();
        assertThat(metrics.denseSynapticOperations()).isEqualTo(8);
        assertThat(metrics.connectionSparsity()).isEqualTo(3 / 8.0);
        // 8 weights, 2 biases, beta and threshold of 2 neurons; the state of 2 membranes.
        assertThat(metrics.footprintBytes()).isEqualTo(4 * (8 + 2 + 4) + 4 * 2);
        float[] out = new float[1];
        network.step(new float[] {1, 1, 1}, out); // additions: 1 + 2; both fire (12, 11): 2 more
        assertThat(out).containsExactly(2);
        assertThat(metrics.effectiveAcs()).isEqualTo(5);
        assertThat(metrics.activationSparsity()).isZero();
        network.step(new float[] {0, 0.5f, 1}, out); // multiplications: 2; none fires (10, 10)
        assertThat(out).containsExactly(0);
        assertThat(metrics.effectiveMacs()).isEqualTo(1);
        assertThat(metrics.effectiveAcs()).isEqualTo(2.5);
        assertThat(metrics.activationSparsity()).isEqualTo(0.5);
        metrics.restart();
        assertThat(metrics.effectiveAcs()).isNaN();
    }

    /** Footprints and dense operations of the primate decoders, as published, for 96 and 192 channels. */
    @Test
    void publishedFootprintsAndOperations() {
        int[] ann2 = {20_824, 33_496, 4_704, 7_776};
        int[] ann3 = {94_552, 180_952, 23_136, 44_640};
        int[] snn2 = {19_648, 38_848, 4_900, 9_700};
        int[] snn3 = {24_972, 43_020, 32_928, 54_432};
        for (int i = 0; i < 2; i++) {
            int channels = 96 * (i + 1);
            assertThat(ann(channels, 1))
                    .extracting(NeuroBenchModel::footprintBytes)
                    .isEqualTo((long) ann2[i]);
            assertThat(ann(channels, 1).denseSynapticOperations()).isEqualTo(ann2[i + 2]);
            assertThat(ann(channels, 7).footprintBytes()).isEqualTo(ann3[i]);
            assertThat(ann(channels, 7).denseSynapticOperations()).isEqualTo(ann3[i + 2]);
            assertThat(snn2(channels).footprintBytes()).isEqualTo(snn2[i]);
            assertThat(snn2(channels).denseSynapticOperations()).isEqualTo(snn2[i + 2]);
            assertThat(snn3(channels).footprintBytes()).isEqualTo(snn3[i]);
            assertThat(snn3(channels).denseSynapticOperations()).isEqualTo(snn3[i + 2]);
        }
    }

    /** Sums of bins -> 32 -> 48 -> 2 with normalisation between, and a buffer of one bin. */
    private static NeuroBenchModel ann(int channels, int steps) {
        return new NeuroBenchModel()
                .linear(steps * channels, 32, true, 1)
                .batchNorm(32)
                .linear(32, 48, true, 1)
                .batchNorm(48)
                .linear(48, 2, true, 1)
                .memory(channels, 4);
    }

    /** channels -> 50 -> 2, stateful; each population keeps threshold, decay and grading, two of them in 64 bits. */
    private static NeuroBenchModel snn2(int channels) {
        return new NeuroBenchModel()
                .linear(channels, 50, false, 1)
                .linear(50, 2, false, 1)
                .memory(2, 8 + 4 + 4 + 8);
    }

    /** Seven steps of channels -> 32 -> 48 -> 2 after a normalisation over [7, channels]; two output scales. */
    private static NeuroBenchModel snn3(int channels) {
        return new NeuroBenchModel()
                .linear(channels, 32, true, 7)
                .linear(32, 48, true, 7)
                .linear(48, 2, true, 7)
                .memory(2L * 7 * channels, 4)
                .memory(2, 4)
                .memory(channels, 4)
                .memory(3, 4 + 4 + 4 + 8);
    }

    @Test
    void refusesGraphsThatCannotBeComputed() {
        SpikingNetworkBuilder loop = SpikingNetwork.builder()
                .add("in", ElementLayer.pass(1))
                .add("a", ElementLayer.pass(1))
                .add("b", ElementLayer.pass(1))
                .chain("in", "a", "b", "a");
        assertThatThrownBy(() -> loop.build("in", "b"))
                .hasMessage("graph has a loop without neurons: layer=2 (expected neurons or a delay in every cycle)");
        SpikingNetworkBuilder loose =
                SpikingNetwork.builder().add("in", ElementLayer.pass(1)).add("a", ElementLayer.pass(2));
        assertThatThrownBy(() -> loose.build("in", "a"))
                .hasMessage("layer gets nothing: layer=a (expected edges into every layer but the input)");
        assertThatThrownBy(() -> loose.connect("in", "a"))
                .hasMessage("layers do not fit: from=in, outputs=1, to=a (expected 2)");
        assertThatThrownBy(() -> loose.connect("in", "c"))
                .hasMessage("no such layer: layer=c (expected one of [in, a])");
    }
}
