package io.millrace.kernels.decoding;

/**
 * A linear regression on the counts of the last bins ({@code wiener}): {@code y = bias + sum weight[lag] counts[lag]},
 * lag 0 being the newest bin; bins before the first are empty.
 */
final class WienerDecoder extends StatefulDecoder {

    private final BinWindow window;
    private final LinearLayer layer;
    private final float[] input;
    private final int lags;

    private WienerDecoder(BinWindow window, LinearLayer layer, int lags) {
        super(window.channels(), layer.outputs(), layer.macs(), window);
        this.window = window;
        this.layer = layer;
        this.lags = lags;
        this.input = new float[layer.inputs()];
    }

    static WienerDecoder read(DecoderFile file) {
        int lags = file.whole("lags", 1, 4096);
        double[][] rows = file.matrix("weight"); // columns: the channels of lag 0, of lag 1 ...
        if (rows[0].length % lags != 0) {
            throw new IllegalArgumentException("lags do not divide the weights: lags=" + lags + ", columns="
                    + rows[0].length + " (expected channels times lags)");
        }
        int channels = rows[0].length / lags;
        LinearLayer layer = new LinearLayer(rows, file.numbers("bias", rows.length));
        return new WienerDecoder(new BinWindow(lags + 1, channels), layer, lags);
    }

    @Override
    public void decode(float[] counts, float[] out) {
        window.push(counts);
        int width = counts.length;
        for (int lag = 0; lag < lags; lag++) {
            window.copyNewest(lag, input, lag * width);
        }
        layer.apply(input, out);
    }
}
