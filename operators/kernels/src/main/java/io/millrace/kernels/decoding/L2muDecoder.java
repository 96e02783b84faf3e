package io.millrace.kernels.decoding;

import io.millrace.kernels.spikes.L2mu;
import io.millrace.kernels.spikes.NetworkMetrics;
import io.millrace.kernels.spikes.SpikingNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Legendre memory unit of spiking neurons ({@code l2mu}): one bin, one step; the coordinates are the spikes of the last
 * neurons, to be counted over as many bins as a decision takes.
 */
final class L2muDecoder extends StatefulDecoder {

    private static final List<String> NEURONS = List.of("spk_u", "spk_m", "spk_h", "spk_output");

    private final SpikingNetwork network;

    private L2muDecoder(SpikingNetwork network) {
        super(network.inputs(), network.outputs(), network.metrics().denseSynapticOperations(), network);
        this.network = network;
    }

    static L2muDecoder read(DecoderFile file) {
        double[][] encode = file.matrix("e_x.weight");
        int memories = encode.length;
        int channels = encode[0].length;
        int order = file.matrix("A.weight").length;
        int hidden = file.matrix("W_x.weight").length;
        int outputs = file.matrix("output_transformation.weight").length;
        int memory = memories * order;
        Map<String, float[]> arrays = new HashMap<>();
        take(file, arrays, "e_x.weight", memories, channels);
        take(file, arrays, "e_h.weight", memories, hidden);
        take(file, arrays, "e_m.weight", memories, memory);
        take(file, arrays, "A.weight", order, order);
        take(file, arrays, "B.weight", order, 1);
        take(file, arrays, "W_x.weight", hidden, channels);
        take(file, arrays, "W_h.weight", hidden, hidden);
        take(file, arrays, "W_m.weight", hidden, memory);
        take(file, arrays, "output_transformation.weight", outputs, hidden);
        arrays.put("output_transformation.bias", file.floats("output_transformation.bias", outputs));
        int[] neurons = {memories, memory, hidden, outputs};
        for (int i = 0; i < neurons.length; i++) {
            for (String key : List.of(NEURONS.get(i) + ".beta", NEURONS.get(i) + ".threshold")) {
                arrays.put(key, file.floats(key, file.count(key) == 1 ? 1 : neurons[i]));
            }
        }
        return new L2muDecoder(new L2mu(channels, memories, order, hidden, outputs).network(arrays::get));
    }

    private static void take(DecoderFile file, Map<String, float[]> arrays, String name, int rows, int columns) {
        file.matrix(name, rows, columns);
        arrays.put(name, file.floats(name, rows * columns));
    }

    @Override
    public void decode(float[] counts, float[] out) {
        network.step(counts, out);
    }

    @Override
    public DecoderMetrics metrics() {
        return new Counted(network.metrics());
    }

    private record Counted(NetworkMetrics metrics) implements DecoderMetrics {

        @Override
        public double connectionSparsity() {
            return metrics.connectionSparsity();
        }

        @Override
        public double activationSparsity() {
            return metrics.activationSparsity();
        }

        @Override
        public double effectiveMacs() {
            return metrics.effectiveMacs();
        }

        @Override
        public double effectiveAcs() {
            return metrics.effectiveAcs();
        }
    }
}
