package io.millrace.kernels.decoding;

import java.util.Arrays;

/**
 * NeuroBench's feed-forward decoders: a perceptron on the spike counts of a sliding window, either summed over the whole
 * window ({@code ann-2d}; zero until the window is full) or over several runs of bins ({@code ann-3d}).
 */
final class AnnDecoder extends StatefulDecoder {

    private final BinWindow window;
    private final Perceptron network;
    private final float[][] sums;
    private final float[] input;
    private final int runBins;
    private final boolean waitsUntilFull;

    private AnnDecoder(BinWindow window, Perceptron network, int steps, boolean waitsUntilFull) {
        super(window.channels(), network.outputs(), network.macs(), window);
        this.window = window;
        this.network = network;
        this.sums = new float[steps][window.channels()];
        this.input = new float[steps * window.channels()];
        this.runBins = window.bins() / steps;
        this.waitsUntilFull = waitsUntilFull;
    }

    static AnnDecoder flat(DecoderFile file) {
        return read(file, 1, true);
    }

    static AnnDecoder stepped(DecoderFile file) {
        return read(file, file.whole("steps", 1, BinWindow.MAX_BINS), false);
    }

    private static AnnDecoder read(DecoderFile file, int steps, boolean waitsUntilFull) {
        int bins = file.whole("window_bins", Math.max(2, steps), BinWindow.MAX_BINS);
        int inputs = file.matrix("fc1.weight")[0].length;
        if (inputs % steps != 0) {
            throw new IllegalArgumentException("steps do not divide the inputs: steps=" + steps + ", inputs=" + inputs
                    + " (expected channels times steps)");
        }
        int channels = inputs / steps;
        // The file's first layer has the steps of a channel side by side; here the channels of a step are.
        int[] order = new int[inputs];
        Arrays.setAll(order, i -> i % channels * steps + i / channels);
        return new AnnDecoder(new BinWindow(bins, channels), Perceptron.read(file, order), steps, waitsUntilFull);
    }

    @Override
    public void decode(float[] counts, float[] out) {
        network.work().bin();
        boolean wasFull = window.isFull();
        window.push(counts);
        if (waitsUntilFull && !wasFull) {
            Arrays.fill(out, 0f);
            return;
        }
        int width = counts.length;
        for (int s = 0; s < sums.length; s++) {
            window.sum(s * runBins, runBins, sums[s]);
            System.arraycopy(sums[s], 0, input, s * width, width);
        }
        network.apply(input, out);
    }

    @Override
    public DecoderMetrics metrics() {
        return network.work();
    }
}
