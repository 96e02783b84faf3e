package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Npz;
import io.millrace.testkit.TestData;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Networks that others trained on real recordings of a fingertip that reads Braille: 1158 samples of 12 taxels and 256
 * steps, 7 letters. The reference counts were computed in float64 with numpy; float32 fires the same spikes. The samples
 * are validation folds that the training may have seen, so the accuracies show that the networks are computed
 * rightly, not how well they would do on new fingers.
 */
class BrailleTest {

    static final int SAMPLES = 1158;
    static final int STEPS = 256;
    static final int TAXELS = 12;
    static final int LETTERS = 7;

    @Test
    void biasZeroNetworkFiresTheStoredSpikes() {
        check("rsnn_bias_zero", 38, Reset.ZERO, 0.9637);
    }

    @Test
    void noBiasSubtractNetworkFiresTheStoredSpikes() {
        check("rsnn_nobias_subtract", 40, Reset.SUBTRACT, 0.9732);
    }

    /** The network whose memory spikes, too: Legendre memory units of order 7, trained with its neurons' decays. */
    @Test
    void l2muFiresTheStoredSpikes() {
        Path folder = TestData.require("snn-braille");
        Path weights = folder.resolve("l2mu_braille7_weights.npz");
        SpikingNetwork network = new L2mu(TAXELS, 70, 7, 120, LETTERS).network(name -> scalar(weights, name));
        compare("l2mu", folder, counts(folder, network), 0.9853);
        NetworkMetrics metrics = network.metrics();
        // All weights once, and A and B for each of 70 memories.
        assertThat(metrics.denseSynapticOperations())
                .isEqualTo(70 * (12 + 120 + 490) + 120 * (12 + 120 + 490) + 70 * (49 + 7) + 7 * 120);
        assertThat(metrics.effectiveMacs()).as("spikes only: additions").isZero();
        assertThat(metrics.activationSparsity()).isBetween(0.9, 1.0);
    }

    private static void check(String name, int hidden, Reset reset, double accuracy) {
        Path folder = TestData.require("snn-braille");
        Path weights = folder.resolve(name + "_weights.npz");
        SpikingNetwork network = SpikingNetwork.builder()
                .add("input", ElementLayer.pass(TAXELS))
                .add("fc1", dense(weights, "fc1", hidden, TAXELS))
                .add("lif1", synaptic(weights, "lif1", hidden, reset))
                .add("recurrent", dense(weights, "lif1.recurrent", hidden, hidden))
                .add("fc2", dense(weights, "fc2", LETTERS, hidden))
                .add("lif2", synaptic(weights, "lif2", LETTERS, reset))
                .chain("input", "fc1", "lif1", "recurrent", "lif1")
                .chain("lif1", "fc2", "lif2")
                .build("input", "lif2");
        compare(name, folder, counts(folder, network), accuracy);
    }

    private static void compare(String name, Path folder, int[][] counts, double accuracy) {
        double[] expected = array(folder.resolve("reference_outputs_float64_numpy.npz"), name + "_counts");
        for (int i = 0; i < SAMPLES; i++) {
            for (int k = 0; k < LETTERS; k++) {
                assertThat(counts[i][k]).as("%s, sample %d", name, i).isEqualTo((int) expected[i * LETTERS + k]);
            }
        }
        assertThat(accuracy(folder, counts)).as(name).isCloseTo(accuracy, within(5e-5));
    }

    /** Spikes of each letter's output over each sample, from rest. */
    static int[][] counts(Path folder, SpikingNetwork network) {
        byte[] bits = bytes(array(folder.resolve("braille7_val_unique.npz"), "spikes_packed"));
        int[][] counts = new int[SAMPLES][LETTERS];
        float[] in = new float[TAXELS];
        float[] out = new float[LETTERS];
        for (int i = 0; i < SAMPLES; i++) {
            network.reset();
            for (int t = 0; t < STEPS; t++) {
                taxels(bits, i, t, in);
                network.step(in, out);
                for (int k = 0; k < LETTERS; k++) {
                    counts[i][k] += (int) out[k];
                }
            }
        }
        return counts;
    }

    /** One step of a sample; the most significant bit of a byte is the first. */
    static void taxels(byte[] bits, int sample, int step, float[] in) {
        for (int c = 0; c < TAXELS; c++) {
            int bit = step * TAXELS + c;
            in[c] = bits[sample * (STEPS * TAXELS / 8) + bit / 8] >> 7 - bit % 8 & 1;
        }
    }

    static double accuracy(Path folder, int[][] counts) {
        double[] labels = array(folder.resolve("braille7_val_unique.npz"), "labels");
        int right = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int best = 0;
            for (int k = 1; k < LETTERS; k++) {
                best = counts[i][k] > counts[i][best] ? k : best;
            }
            right += best == (int) labels[i] ? 1 : 0;
        }
        return (double) right / SAMPLES;
    }

    private static DenseLayer dense(Path weights, String name, int outputs, int inputs) {
        Npz bias = Npz.read(weights, name + ".bias");
        return DenseLayer.ofRows(
                floats(array(weights, name + ".weight")), outputs, inputs, bias == null ? null : floats(bias.values()));
    }

    private static NeuronLayer synaptic(Path weights, String name, int neurons, Reset reset) {
        return NeuronLayer.of(neurons)
                .synapse(Synapse.DRIVES_AFTER_UPDATE, scalar(weights, name + ".alpha"), new float[] {1})
                .beta(scalar(weights, name + ".beta"))
                .threshold(scalar(weights, name + ".threshold"))
                .reset(reset, ResetTiming.SAME_STEP)
                .build();
    }

    static float[] scalar(Path archive, String name) {
        return floats(array(archive, name));
    }

    static double[] array(Path archive, String name) {
        @Nullable Npz array = Npz.read(archive, name);
        return Objects.requireNonNull(array, name).values();
    }

    static byte[] bytes(double[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) values[i];
        }
        return bytes;
    }

    static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
