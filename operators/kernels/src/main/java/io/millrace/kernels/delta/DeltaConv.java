package io.millrace.kernels.delta;

import java.util.Arrays;

/**
 * A convolution that computes the output pixels that a changed input pixel reaches, and no others: {@code y += conv(dx)},
 * the bias only in {@link #recompute}. One- and two-dimensional, with strides, padding, dilation and groups; depthwise is
 * as many groups as channels.
 *
 * <p>The pixels reached are gathered, 256 at a time, into one row for each tap of each input channel, neighbours in one
 * copy; an output channel is then a sum of scaled rows, so that the loops are long whatever the number of channels. Sixteen
 * rows are added to all output channels before the next sixteen, because that many stay in the first cache. Costs {@code reached pixels *
 * output channels * input channels of a group * taps} multiply-accumulates.
 */
public final class DeltaConv implements DeltaLayer {

    private static final int CHUNK = 256;
    /** Rows that stay in the first cache beside a sum. */
    private static final int BLOCK = 16;
    /** Neighbours from which on copying beats picking. */
    private static final int SHORT_RUN = 4;

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
    private final int[][] runs;
    private final int[] runCount;
    private final int[] placeRows = new int[CHUNK];
    private final int[] placeColumns = new int[CHUNK];
    private final float[][] sums;
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
        this.runs = new int[taps][CHUNK + 1];
        this.runCount = new int[taps];
        this.sums = new float[outPerGroup][CHUNK];
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
                for (int o = 0; o < outPerGroup; o++) {
                    Arrays.fill(sums[o], 0, n, change ? 0f : bias[g * outPerGroup + o]);
                }
                multiply(g * outPerGroup, n);
                for (int o = 0; o < outPerGroup; o++) {
                    store(sums[o], g * outPerGroup + o, from, n, change);
                }
            }
        }
    }

    private void locate(int from, int n) {
        footprint.places(out.active(), from, n, placeRows, placeColumns);
        for (int tap = 0; tap < taps; tap++) {
            int[] source = sources[tap];
            int[] run = runs[tap];
            footprint.sources(placeRows, placeColumns, n, tap, source);
            int count = 0;
            for (int j = 0; j < n; j++) {
                if (j == 0 || source[j] != source[j - 1] + 1) {
                    run[count++] = j;
                }
            }
            run[count] = n;
            runCount[tap] = count;
        }
    }

    private void gather(float[][] planes, int firstChannel, int n) {
        for (int tap = 0; tap < taps; tap++) {
            boolean neighbours = runCount[tap] * SHORT_RUN < n;
            for (int c = 0; c < inPerGroup; c++) {
                float[] row = rows[c * taps + tap];
                if (neighbours) {
                    copyRuns(planes[firstChannel + c], row, sources[tap], runs[tap], runCount[tap]);
                } else {
                    pick(planes[firstChannel + c], row, sources[tap], n);
                }
            }
        }
    }

    private static void copyRuns(float[] plane, float[] row, int[] source, int[] run, int count) {
        for (int k = 0; k < count; k++) {
            System.arraycopy(plane, source[run[k]], row, run[k], run[k + 1] - run[k]);
        }
    }

    private static void pick(float[] plane, float[] row, int[] source, int n) {
        for (int j = 0; j < n; j++) {
            row[j] = plane[source[j]];
        }
    }

    private void multiply(int firstOutput, int n) {
        for (int k = 0; k < rows.length; k += BLOCK) {
            int end = Math.min(rows.length, k + BLOCK);
            for (int o = 0; o < outPerGroup; o++) {
                Columns.addRange(rows, weights[firstOutput + o], k, end, sums[o], n);
            }
        }
    }

    private void store(float[] sum, int channel, int from, int n, boolean change) {
        float[] now = out.now()[channel];
        float[] delta = out.delta()[channel];
        int[] active = out.active();
        if (!change) {
            for (int j = 0; j < n; j++) {
                int p = active[from + j];
                delta[p] = sum[j] - now[p];
                now[p] = sum[j];
            }
        } else if (out.isDeltaRead()) {
            for (int j = 0; j < n; j++) {
                int p = active[from + j];
                now[p] += sum[j];
                delta[p] = sum[j];
            }
        } else {
            for (int j = 0; j < n; j++) {
                now[active[from + j]] += sum[j];
            }
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
