package io.millrace.kernels.decoding;

import io.millrace.kernels.spikes.Reset;

/**
 * A spiking network that takes one bin a step and keeps its membranes ({@code snn-streaming}): NeuroBench's SNN2, and
 * the streaming network of the Bessel paper, which sees whether a channel has fired rather than how often
 * ({@code binarise}).
 */
final class SnnStreamDecoder extends StatefulDecoder {

    private final SpikingLayers network;
    private final float[] outputScale;
    private final boolean binarise;
    private final float[] input;

    private SnnStreamDecoder(DecoderFile file, SpikingLayers network) {
        super(network.inputs(), network.outputs(), network.macs(), network.state());
        this.network = network;
        this.outputScale = Leaky.scales(file, network.outputs());
        this.binarise = file.number("binarise", 0) != 0;
        this.input = new float[network.inputs()];
    }

    static SnnStreamDecoder read(DecoderFile file) {
        return new SnnStreamDecoder(file, SpikingLayers.read(file, Reset.SUBTRACT));
    }

    @Override
    public void decode(float[] counts, float[] out) {
        network.work().bin();
        for (int c = 0; c < input.length; c++) {
            input[c] = binarise && counts[c] > 0 ? 1f : counts[c];
        }
        network.step(input);
        network.membrane(outputScale, out);
    }

    @Override
    public DecoderMetrics metrics() {
        return network.work();
    }
}
