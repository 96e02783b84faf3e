package io.millrace.kernels.spikes;

import java.util.Arrays;

/** The sum or mean of each window of a picture, channel by channel. Zeros of the padding count in a mean. */
public final class PoolLayer implements Layer {

    private final ConvShape shape;
    private final float factor;

    /**
     * A pooling.
     *
     * @param shape its geometry
     * @param mean whether to give the mean instead of the sum
     */
    public PoolLayer(ConvShape shape, boolean mean) {
        this.shape = shape;
        this.factor = mean ? 1f / (shape.kernelHeight() * shape.kernelWidth()) : 1f;
    }

    @Override
    public int inputs() {
        return shape.inputs();
    }

    @Override
    public int outputs() {
        return shape.inChannels() * shape.outHeight() * shape.outWidth();
    }

    @Override
    public void step(Signal in, Signal out, boolean dense) {
        float[] x = in.values();
        float[] y = out.values();
        Arrays.fill(y, 0f);
        int count = dense ? x.length : in.activeCount();
        int[] active = in.active();
        for (int k = 0; k < count; k++) {
            int i = dense ? k : active[k];
            scatter(i, x[i], y);
        }
        for (int i = 0; i < y.length; i++) {
            y[i] *= factor;
        }
    }

    private void scatter(int element, float value, float[] out) {
        int plane = shape.inHeight() * shape.inWidth();
        int y = element % plane / shape.inWidth();
        int x = element % shape.inWidth();
        int base = element / plane * shape.outHeight() * shape.outWidth();
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
            int oy = shape.outY(y, ky);
            for (int kx = 0; oy >= 0 && kx < shape.kernelWidth(); kx++) {
                int ox = shape.outX(x, kx);
                if (ox >= 0) {
                    out[base + oy * shape.outWidth() + ox] += value;
                }
            }
        }
    }
}
