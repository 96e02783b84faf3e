package io.millrace.kernels.spikes;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Convolution driven by events: every input element that is not zero adds its weights to the outputs whose window sees it.
 * Elements come in rising order, so an output receives the same sums in the same order as when all are worked through.
 *
 * <p>The sums lie by place and then by channel, so that the inner loop runs over the output channels; at the end of a
 * step they are put in the order [channel, y, x].
 */
public final class ConvLayer implements Layer {

    private final ConvShape shape;
    private final int outChannels;
    private final int inPerGroup;
    private final int outPerGroup;
    private final float[][] taps;
    private final float[][] bias;
    private final float[][] sums;
    private final Synapses synapses;

    /**
     * A convolution.
     *
     * @param shape its geometry
     * @param outChannels channels of the output
     * @param groups groups of channels that do not meet; divides both numbers of channels
     * @param weights row-major {@code [outChannels, inChannels / groups, kernelHeight, kernelWidth]}
     * @param bias added to each output channel
     */
    public ConvLayer(ConvShape shape, int outChannels, int groups, float[] weights, float[] bias) {
        this.shape = shape;
        this.outChannels = Require.inRange("outChannels", outChannels, 1, 1 << 16);
        Require.inRange("groups", groups, 1, shape.inChannels());
        Require.inRange("inChannels modulo groups", shape.inChannels() % groups, 0, 0);
        Require.inRange("outChannels modulo groups", outChannels % groups, 0, 0);
        this.inPerGroup = shape.inChannels() / groups;
        this.outPerGroup = outChannels / groups;
        int area = shape.kernelHeight() * shape.kernelWidth();
        int expected = Math.multiplyExact(Math.multiplyExact(outChannels, inPerGroup), area);
        Require.inRange("weights.length", weights.length, expected, expected);
        Require.inRange("bias.length", bias.length, outChannels, outChannels);
        Weights.requireFinite("weight", weights);
        Weights.requireFinite("bias", bias);
        this.taps = taps(weights, area);
        this.bias = new float[groups][];
        Arrays.setAll(this.bias, g -> Arrays.copyOfRange(bias, g * outPerGroup, (g + 1) * outPerGroup));
        Math.multiplyExact(Math.multiplyExact(shape.outHeight(), shape.outWidth()), outChannels);
        this.sums = new float[groups * places()][outPerGroup];
        this.synapses = count(weights);
    }

    private int places() {
        return shape.outHeight() * shape.outWidth();
    }

    /** Weights by input channel and place in the window, then by output channel of the group. */
    private float[][] taps(float[] weights, int area) {
        float[][] result = new float[shape.inChannels() * area][outPerGroup];
        for (int ci = 0; ci < shape.inChannels(); ci++) {
            int group = ci / inPerGroup;
            for (int k = 0; k < area; k++) {
                for (int co = 0; co < outPerGroup; co++) {
                    int row = (group * outPerGroup + co) * inPerGroup + ci % inPerGroup;
                    result[ci * area + k][co] = weights[row * area + k];
                }
            }
        }
        return result;
    }

    @Override
    public int inputs() {
        return shape.inputs();
    }

    @Override
    public int outputs() {
        return outChannels * places();
    }

    @Override
    public void step(Signal in, Signal out, boolean dense) {
        for (int i = 0; i < sums.length; i++) {
            System.arraycopy(bias[i / places()], 0, sums[i], 0, outPerGroup);
        }
        float[] x = in.values();
        if (dense) {
            for (int i = 0; i < x.length; i++) {
                scatter(i, x[i]);
            }
        } else {
            int count = in.activeCount();
            int[] active = in.active();
            for (int k = 0; k < count; k++) {
                scatter(active[k], x[active[k]]);
            }
        }
        transpose(out.values());
    }

    private void scatter(int element, float value) {
        int area = shape.inHeight() * shape.inWidth();
        int channel = element / area;
        int y = element % area / shape.inWidth();
        int x = element % shape.inWidth();
        int tap = channel * shape.kernelHeight() * shape.kernelWidth();
        int base = channel / inPerGroup * places();
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
            int oy = shape.outY(y, ky);
            for (int kx = 0; kx < shape.kernelWidth(); kx++, tap++) {
                int ox = shape.outX(x, kx);
                if (oy >= 0 && ox >= 0) {
                    add(sums[base + oy * shape.outWidth() + ox], taps[tap], value);
                }
            }
        }
    }

    private static void add(float[] sum, float[] weights, float value) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += weights[c] * value;
        }
    }

    private void transpose(float[] out) {
        int places = places();
        for (int i = 0; i < sums.length; i++) {
            float[] sum = sums[i];
            int at = i / places * outPerGroup * places + i % places;
            for (int c = 0; c < outPerGroup; c++) {
                out[at + c * places] = sum[c];
            }
        }
    }

    private Synapses count(float[] weights) {
        int area = shape.kernelHeight() * shape.kernelWidth();
        long[] nonZero = new long[taps.length];
        for (int t = 0; t < taps.length; t++) {
            for (float weight : taps[t]) {
                nonZero[t] += weight != 0 ? 1 : 0;
            }
        }
        long[] fanOut = new long[inputs()];
        for (int i = 0; i < fanOut.length; i++) {
            int plane = shape.inHeight() * shape.inWidth();
            int y = i % plane / shape.inWidth();
            int x = i % shape.inWidth();
            for (int k = 0; k < area; k++) {
                boolean seen =
                        shape.outY(y, k / shape.kernelWidth()) >= 0 && shape.outX(x, k % shape.kernelWidth()) >= 0;
                fanOut[i] += seen ? nonZero[i / plane * area + k] : 0;
            }
        }
        long zeros = 0;
        for (float weight : weights) {
            zeros += weight == 0 ? 1 : 0;
        }
        return new Synapses(fanOut, weights.length, zeros, (long) weights.length * places());
    }

    @Override
    public Synapses synapses() {
        return synapses;
    }

    @Override
    public long parameterBytes() {
        return Float.BYTES * (synapses.weights() + outChannels);
    }
}
