package io.millrace.nir;

import io.millrace.testkit.Npz;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The weights of a recurrent network as the graph that snnTorch's export makes of them. */
final class Braille {

    private static final double DT = 1e-4;

    private Braille() {}

    static NirGraph graph(Path weights, int hidden) {
        return new NirGraph(
                Map.of(
                        "input", NirNode.of("Input", Map.of("shape", NirArray.ints(12))),
                        "fc1", affine(weights, "fc1", hidden, 12),
                        "lif1.lif", cuba(weights, "lif1", hidden),
                        "lif1.w_rec", affine(weights, "lif1.recurrent", hidden, hidden),
                        "fc2", affine(weights, "fc2", 7, hidden),
                        "lif2", cuba(weights, "lif2", 7),
                        "output", NirNode.of("Output", Map.of("shape", NirArray.ints(7)))),
                List.of(
                        new NirEdge("input", "fc1"),
                        new NirEdge("fc1", "lif1.lif"),
                        new NirEdge("lif1.lif", "lif1.w_rec"),
                        new NirEdge("lif1.w_rec", "lif1.lif"),
                        new NirEdge("lif1.lif", "fc2"),
                        new NirEdge("fc2", "lif2"),
                        new NirEdge("lif2", "output")));
    }

    private static NirNode affine(Path weights, String name, int outputs, int inputs) {
        return NirNode.of(
                "Affine",
                Map.of(
                        "weight", NirArray.of(array(weights, name + ".weight"), outputs, inputs),
                        "bias", NirArray.of(array(weights, name + ".bias"), outputs)));
    }

    private static NirNode cuba(Path weights, String name, int neurons) {
        double tauSyn = DT / (1 - array(weights, name + ".alpha")[0]);
        double tauMem = DT / (1 - array(weights, name + ".beta")[0]);
        return NirNode.of(
                "CubaLIF",
                Map.of(
                        "tau_syn", all(tauSyn, neurons),
                        "tau_mem", all(tauMem, neurons),
                        "w_in", all(tauSyn / DT, neurons),
                        "r", all(tauMem / DT, neurons),
                        "v_leak", all(0, neurons),
                        "v_threshold", all(array(weights, name + ".threshold")[0], neurons)));
    }

    private static NirArray all(double value, int neurons) {
        double[] values = new double[neurons];
        Arrays.fill(values, value);
        return NirArray.of(values, neurons);
    }

    static double[] array(Path archive, String name) {
        return Objects.requireNonNull(Npz.read(archive, name), name).values();
    }
}
