package io.millrace.kernels.delta;

import java.util.Arrays;

/**
 * A convolution that computes the output pixels that a changed input pixel reaches, and no others: {@code y += conv(dx)},
 * the bias only in {@link #recompute}. One- and two-dimensional, with strides, padding, dilation and groups; depthwise is
 * as many groups as channels.
 *
 * <p>The pixels reached are gathered, 256 at a time, into one row for each tap of each input channel; an output channel is
 * then a sum of scaled rows, so that the loops are long whatever the number of channels. Costs {@code reached pixels *
 * output channels * input channels of a group * taps} multiply-accumulates.
 */
public final class DeltaConv implements DeltaLayer {

    private static final int CHUNK = 256;

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final Footprint footprint;
    private final float[][] weights;
    private final float[] bias;
    private final int groups;
    private final int taps;
    private final int inPerGroup;
    private final int outPerGroup;
    private final float[][] rows;
    private final int[][] sources;
    private final float[] sum;
    private long reached;

    /**
     * A convolution between signals.
     *
     * @param in one plane an input channel, {@code height * width} positions
     * @param out one plane an output channel, {@code outHeight * outWidth} positions
     * @param footprint the geometry
     * @param weights [output channels][input channels of a group * taps], kept
     * @param bias [output channels], kept
     * @param groups groups of channels, a divisor of both numbers of channels
     */
    public DeltaConv(
            DeltaSignal in, DeltaSignal out, Footprint footprint, float[][] weights, float[] bias, int groups) {
        this.in = in;
        this.out = out;
        this.footprint = footprint;
        this.weights = weights;
        this.bias = bias;
        this.groups = groups;
        this.taps = footprint.taps();
        this.inPerGroup = in.channels() / groups;
        this.outPerGroup = out.channels() / groups;
        if (weights.length != out.channels()
                || weights[0].length != inPerGroup * taps
                || in.positions() != footprint.height() * footprint.width()
                || out.positions() != footprint.outHeight() * footprint.outWidth()) {
            throw new IllegalArgumentException("signals do not fit the weights: in=" + in.channels() + "x"
                    + in.positions() + ", out=" + out.channels() + "x" + out.positions() + ", weights=" + weights.length
                    + "x" + weights[0].length + ", groups=" + groups + " (expected those of " + footprint + ")");
        }
        this.rows = new float[inPerGroup * taps][CHUNK];
        this.sources = new int[taps][CHUNK];
        this.sum = new float[CHUNK];
    }

    @Override
    public long step() {
        out.clear();
        reached = 0;
        if (in.count() == 0) {
            return 0;
        }
        footprint.spread(in, out);
        reached = out.count();
        convolve(in.delta(), true);
        return reached * macsPerPixel();
    }

    @Override
    public long recompute() {
        out.clear();
        out.activateAll();
        reached = out.positions();
        convolve(in.now(), false);
        return denseMacs();
    }

    private void convolve(float[][] planes, boolean change) {
        for (int from = 0; from < out.count(); from += CHUNK) {
            int n = Math.min(CHUNK, out.count() - from);
            locate(from, n);
            for (int g = 0; g < groups; g++) {
                gather(planes, g * inPerGroup, n);
                for (int o = g * outPerGroup; o < (g + 1) * outPerGroup; o++) {
                    Arrays.fill(sum, 0, n, change ? 0f : bias[o]);
                    Columns.addAll(rows, weights[o], rows.length, sum, n);
                    if (change) {
                        addAt(out.now()[o], out.delta()[o], from, n);
                    } else {
                        putAt(out.now()[o], out.delta()[o], from, n);
                    }
                }
            }
        }
    }

    private void locate(int from, int n) {
        int[] active = out.active();
        for (int tap = 0; tap < taps; tap++) {
            int[] source = sources[tap];
            for (int j = 0; j < n; j++) {
                source[j] = footprint.source(active[from + j], tap);
            }
        }
    }

    private void gather(float[][] planes, int firstChannel, int n) {
        for (int c = 0; c < inPerGroup; c++) {
            float[] plane = planes[firstChannel + c];
            for (int tap = 0; tap < taps; tap++) {
                float[] row = rows[c * taps + tap];
                int[] source = sources[tap];
                for (int j = 0; j < n; j++) {
                    row[j] = plane[source[j]];
                }
            }
        }
    }

    private void addAt(float[] now, float[] delta, int from, int n) {
        int[] active = out.active();
        for (int j = 0; j < n; j++) {
            int p = active[from + j];
            now[p] += sum[j];
            delta[p] = sum[j];
        }
    }

    private void putAt(float[] now, float[] delta, int from, int n) {
        int[] active = out.active();
        for (int j = 0; j < n; j++) {
            int p = active[from + j];
            delta[p] = sum[j] - now[p];
            now[p] = sum[j];
        }
    }

    private long macsPerPixel() {
        return (long) out.channels() * inPerGroup * taps;
    }

    @Override
    public long denseMacs() {
        return out.positions() * macsPerPixel();
    }

    @Override
    public long weightBytes() {
        return reached == 0 ? 0 : macsPerPixel() * Float.BYTES;
    }
}
