package io.millrace.kernels.spikes;

import java.util.function.Function;

/**
 * The Legendre memory unit with spikes in place of values: four populations of leaky integrate-and-fire neurons, whose
 * spikes go round.
 *
 * <p>In step t, with x the input and s the spikes of each population:
 * {@code u <- e_x x + e_h s_h(t-1) + e_m s_m(t-1)}; for each of the {@code memorySize} inputs of the memory and its
 * {@code order} states {@code m <- A s_m(t-1) + B s_u(t)}; {@code h <- W_x x + W_h s_h(t-1) + W_m s_m(t)};
 * {@code output <- C s_h(t) + b}. Neurons are snnTorch's {@code Leaky} with its defaults: subtractive reset in the step
 * after. A and B are applied as the checkpoint's linear layers do ({@code y = W x} with the stored W); the authors' code
 * stores the transpose of the discretised Legendre matrix there, and trained with it.
 *
 * @param inputs elements of the input
 * @param memorySize number of Legendre memories
 * @param order states of each
 * @param hidden neurons of the hidden state
 * @param outputs neurons of the output
 * @see <a href="https://arxiv.org/abs/2407.04076">Leto et al., Natively neuromorphic LMU architecture, 2024</a>
 */
public record L2mu(int inputs, int memorySize, int order, int hidden, int outputs) {

    /**
     * Makes the network, at rest.
     *
     * @param weights arrays by their names in the checkpoint: {@code e_x.weight} (row-major), {@code spk_u.beta},
     *     {@code spk_u.threshold}, {@code output_transformation.bias} ...
     * @return the network, spikes in and spikes out
     */
    public SpikingNetwork network(Function<String, float[]> weights) {
        int memory = memorySize * order;
        float[] bias = weights.apply("output_transformation.bias");
        return SpikingNetwork.builder()
                .add("x", ElementLayer.pass(inputs))
                .add("e_x", dense(weights, "e_x", memorySize, inputs))
                .add("e_h", dense(weights, "e_h", memorySize, hidden))
                .add("e_m", dense(weights, "e_m", memorySize, memory))
                .add("u", leaky(weights, "spk_u", memorySize))
                .add("A", new BlockLayer(memorySize, weights.apply("A.weight"), order, order))
                .add("B", new BlockLayer(memorySize, weights.apply("B.weight"), order, 1))
                .add("m", leaky(weights, "spk_m", memory))
                .add("W_x", dense(weights, "W_x", hidden, inputs))
                .add("W_h", dense(weights, "W_h", hidden, hidden))
                .add("W_m", dense(weights, "W_m", hidden, memory))
                .add("h", leaky(weights, "spk_h", hidden))
                .add("C", DenseLayer.ofRows(weights.apply("output_transformation.weight"), outputs, hidden, bias))
                .add("output", leaky(weights, "spk_output", outputs))
                .chain("x", "e_x", "u", "B", "m", "A", "m", "W_m", "h", "W_h", "h", "C", "output")
                .chain("x", "W_x", "h", "e_h", "u")
                .chain("m", "e_m", "u")
                .build("x", "output");
    }

    private static DenseLayer dense(Function<String, float[]> weights, String name, int outputs, int inputs) {
        return DenseLayer.ofRows(weights.apply(name + ".weight"), outputs, inputs, null);
    }

    private static NeuronLayer leaky(Function<String, float[]> weights, String name, int neurons) {
        return NeuronLayer.of(neurons)
                .beta(weights.apply(name + ".beta"))
                .threshold(weights.apply(name + ".threshold"))
                .reset(Reset.SUBTRACT, ResetTiming.NEXT_STEP)
                .build();
    }
}
