package io.millrace.kernels.decoding;

import io.millrace.kernels.spikes.Reset;

/**
 * NeuroBench's SNN3 ({@code snn-flat}): the runs of a window, normed together, are shown one after the other to a spiking
 * network that starts from rest for every bin; its last membrane is the result.
 */
final class SnnFlatDecoder extends StatefulDecoder {

    private static final double EPSILON = 1e-5;

    private final BinWindow window;
    private final SpikingLayers network;
    private final float[][] runs;
    private final float[][] scale;
    private final float[][] shift;
    private final float[] outputScale;

    private SnnFlatDecoder(DecoderFile file, SpikingLayers network, BinWindow window, int steps) {
        super(window.channels(), network.outputs(), steps * network.macs(), window);
        this.window = window;
        this.network = network;
        this.runs = new float[steps][channels()];
        this.scale = floats(file.matrix("norm_layer.weight", steps, channels()));
        this.shift = floats(file.matrix("norm_layer.bias", steps, channels()));
        this.outputScale = Leaky.scales(file, outputs());
    }

    static SnnFlatDecoder read(DecoderFile file) {
        int steps = file.whole("steps", 1, BinWindow.MAX_BINS);
        int bins = file.whole("window_bins", Math.max(2, steps), BinWindow.MAX_BINS);
        SpikingLayers network = SpikingLayers.read(file, Reset.SUBTRACT);
        return new SnnFlatDecoder(file, network, new BinWindow(bins, network.inputs()), steps);
    }

    @Override
    public void decode(float[] counts, float[] out) {
        network.work().bin();
        window.push(counts);
        int length = window.bins() / runs.length;
        for (int s = 0; s < runs.length; s++) {
            window.sum(s * length, length, runs[s]);
        }
        norm();
        network.rest();
        for (float[] run : runs) {
            network.step(run);
        }
        network.membrane(outputScale, out);
    }

    /** Over all runs and channels at once, as LayerNorm over both axes. */
    private void norm() {
        double sum = 0;
        double squares = 0;
        for (float[] run : runs) {
            for (float value : run) {
                sum += value;
                squares += (double) value * value;
            }
        }
        double count = (double) runs.length * runs[0].length;
        double mean = sum / count;
        float factor = (float) (1 / Math.sqrt(Math.max(0, squares / count - mean * mean) + EPSILON));
        for (int s = 0; s < runs.length; s++) {
            norm(runs[s], scale[s], shift[s], (float) mean, factor);
        }
    }

    private static void norm(float[] x, float[] scale, float[] shift, float mean, float factor) {
        for (int i = 0; i < x.length; i++) {
            x[i] = (x[i] - mean) * factor * scale[i] + shift[i];
        }
    }

    private static float[][] floats(double[][] rows) {
        float[][] floats = new float[rows.length][rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < rows[r].length; c++) {
                floats[r][c] = (float) rows[r][c];
            }
        }
        return floats;
    }

    @Override
    public DecoderMetrics metrics() {
        return network.work();
    }
}
