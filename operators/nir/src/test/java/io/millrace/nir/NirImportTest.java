package io.millrace.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.spikes.Reset;
import io.millrace.kernels.spikes.ResetTiming;
import io.millrace.kernels.spikes.SpikingNetwork;
import io.millrace.testkit.Golden;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What imported networks do, against a plain interpreter in numpy and against recorded traces. */
class NirImportTest {

    private static final double DT = 1e-4;

    private final Golden golden = Golden.resource(getClass(), "/nir/networks.txt");

    @Test
    void computesACyclicNestedNetworkAsSnnTorch() throws IOException {
        NirImport how = new NirImport(NirMode.SNNTORCH, DT, Reset.ZERO, ResetTiming.SAME_STEP);
        compare(how, "recurrent", 0);
    }

    /** 1e-5: some hundred products of size 1 in float32 against float64. */
    @Test
    void computesAVisionNetwork() throws IOException {
        compare(new NirImport(NirMode.EULER, DT, null, null), "picture", 1e-5f);
    }

    @Test
    void computesSequencesDelaysAndIntegrators() throws IOException {
        compare(new NirImport(NirMode.EULER, DT, null, null), "sequence", 1e-5f);
    }

    private void compare(NirImport how, String name, float tolerance) throws IOException {
        for (boolean dense : new boolean[] {false, true}) {
            SpikingNetwork network = how.network(Fixtures.graph(name));
            network.setDense(dense);
            float[][] x = golden.floatRows(name + "_x");
            float[][] y = golden.floatRows(name + "_y");
            float[] out = new float[network.outputs()];
            for (int t = 0; t < x.length; t++) {
                network.step(x[t], out);
                assertThat(out).as("%s, step %d", name, t).containsExactly(y[t], within(tolerance));
            }
        }
    }

    /** CubaLIF on random spikes: the NIR paper's reference and Norse, computed in float64; spikes are equal. */
    @Test
    void cubaLifFiresAsTheNirReferenceAndNorse() {
        Golden neurons = Golden.inTree("operators/kernels/src/test/resources/golden/neurons.txt");
        Map<String, NirArray> parameters = new TreeMap<>();
        for (String name : List.of("tau_mem", "tau_syn", "r", "v_leak", "v_threshold", "v_reset", "w_in")) {
            parameters.put(name, NirArray.of(neurons.doubles(name), 4));
        }
        NirGraph graph = new NirGraph(
                Map.of(
                        "input", NirNode.of("Input", Map.of("shape", NirArray.ints(4))),
                        "neurons", NirNode.of("CubaLIF", parameters),
                        "output", NirNode.of("Output", Map.of("shape", NirArray.ints(4)))),
                List.of(new NirEdge("input", "neurons"), new NirEdge("neurons", "output")));
        Map<NirMode, String> references = Map.of(NirMode.NIR_REFERENCE, "nir", NirMode.NORSE, "norse");
        for (Map.Entry<NirMode, String> entry : references.entrySet()) {
            SpikingNetwork network = new NirImport(entry.getKey(), DT, null, null).network(graph);
            float[][] x = neurons.floatRows("x");
            float[][] spikes = neurons.floatRows(entry.getValue() + "_spikes");
            float[] out = new float[4];
            for (int t = 0; t < x.length; t++) {
                network.step(x[t], out);
                assertThat(out).as("%s, step %d", entry.getKey(), t).containsExactly(spikes[t]);
            }
        }
    }

    @Test
    void anOldFileFiresAsTheTracesOfTheOtherSimulators() throws IOException {
        Path data = TestData.require("snn-lif-golden");
        for (Path file : List.of(Fixtures.file("old"), data.resolve("lif_norse.nir"))) {
            Map<NirMode, String> traces = Map.of(
                    NirMode.EULER, "norse",
                    NirMode.NORSE, "norse",
                    NirMode.NENGO, "nengo",
                    NirMode.SINABS, "sinabs");
            for (Map.Entry<NirMode, String> entry : traces.entrySet()) {
                fires(new NirImport(entry.getKey(), DT, null, null), file, data, entry.getValue());
            }
            NirImport torch = new NirImport(NirMode.SNNTORCH, DT, Reset.ZERO, ResetTiming.SNNTORCH_SAME_STEP);
            fires(torch, file, data, "snntorch");
        }
    }

    private static void fires(NirImport how, Path file, Path data, String simulator) throws IOException {
        SpikingNetwork network = how.network(NirFile.read(file));
        List<String> events = Files.readAllLines(data.resolve("lif_norse.csv"));
        List<String> trace = Files.readAllLines(data.resolve("lif_" + simulator + ".csv"));
        float[] out = new float[1];
        for (int t = 0; t < events.size(); t++) {
            network.step(new float[] {Float.parseFloat(events.get(t).split(",", -1)[0])}, out);
            assertThat(out[0] != 0)
                    .as("%s %s, step %d", how.mode(), simulator, t)
                    .isEqualTo(Double.parseDouble(trace.get(t).split(",", -1)[2]) != 0);
        }
    }

    /** The trained network of {@code BrailleTest}, through a file: the same spikes for the first 150 samples. */
    @Test
    void aTrainedNetworkSurvivesTheFile(@TempDir Path folder) throws IOException {
        Path data = TestData.require("snn-braille");
        Path file = folder.resolve("braille.nir");
        NirFile.write(file, Braille.graph(data.resolve("rsnn_bias_zero_weights.npz"), 38));
        NirImport how = new NirImport(NirMode.SNNTORCH, DT, Reset.ZERO, ResetTiming.SAME_STEP);
        SpikingNetwork network = how.network(NirFile.read(file));
        double[] bits = Braille.array(data.resolve("braille7_val_unique.npz"), "spikes_packed");
        double[] counts = Braille.array(data.resolve("reference_outputs_float64_numpy.npz"), "rsnn_bias_zero_counts");
        float[] in = new float[12];
        float[] out = new float[7];
        for (int sample = 0; sample < 150; sample++) {
            float[] sum = new float[7];
            network.reset();
            for (int t = 0; t < 256; t++) {
                for (int c = 0; c < 12; c++) {
                    int bit = t * 12 + c;
                    in[c] = (int) bits[sample * 384 + bit / 8] >> 7 - bit % 8 & 1;
                }
                network.step(in, out);
                for (int k = 0; k < 7; k++) {
                    sum[k] += out[k];
                }
            }
            for (int k = 0; k < 7; k++) {
                assertThat((double) sum[k]).as("sample %d", sample).isEqualTo(counts[sample * 7 + k]);
            }
        }
    }

    @Test
    void saysWhatItCannotCompute() throws IOException {
        refuses(
                "fc1",
                NirNode.of("Gru", Map.of()),
                "node type is not known: node=fc1, type=Gru" + " (expected a primitive of NIR 1.0)");
        refuses(
                "lif2",
                NirNode.of("LIF", Map.of("tau", NirArray.of(new double[] {1e-5}), "r", NirArray.of(new double[] {1}))),
                "time constant is shorter than a step: node=lif2, type=LIF, tau[0]=1.0E-5 s"
                        + " (expected at least 1.0E-4 s)");
        refuses(
                "fc2",
                NirNode.of("Linear", Map.of("weight", NirArray.of(new double[27], 27))),
                "weights are no matrix: node=fc2, type=Linear, shape=[27] (expected [outputs, inputs])");
        refuses(
                "fc2",
                NirNode.of("Linear", Map.of("weight", NirArray.of(new double[24], 3, 8))),
                "layers do not fit: from=lif1.rnn/output, outputs=9, to=fc2 (expected 8)");
        refuses(
                "output",
                NirNode.of("Input", Map.of("shape", NirArray.ints(3))),
                "graph has another number of ends: graph=, type=Input, nodes=[input, output] (expected 1)");
    }

    private static void refuses(String name, NirNode node, String message) throws IOException {
        NirGraph graph = Fixtures.graph("recurrent");
        Map<String, NirNode> nodes = new TreeMap<>(graph.nodes());
        nodes.put(name, node);
        NirGraph changed = new NirGraph(nodes, graph.edges());
        assertThatThrownBy(() -> new NirImport(NirMode.EULER, DT, null, null).network(changed))
                .hasMessage(message);
    }
}
