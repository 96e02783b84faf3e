package io.millrace.kernels.spikes;

import java.util.stream.IntStream;

/** Takes what all channels share off each of them: noise of the mains, movement, the reference electrode. */
final class CommonReference {

    private final SpikeDetector.Reference kind;
    private final int[] live;
    private final boolean allLive;
    private final float[] order;

    CommonReference(SpikeDetector.Reference kind, boolean[] masked) {
        this.kind = kind;
        this.live = IntStream.range(0, masked.length).filter(c -> !masked[c]).toArray();
        this.allLive = live.length == masked.length;
        this.order = new float[live.length];
    }

    /** Writes the samples less their reference to {@code out}; what is not finite counts as 0. */
    void apply(float[] in, float[] out) {
        System.arraycopy(in, 0, out, 0, out.length);
        if (!isFinite(out)) {
            for (int c = 0; c < out.length; c++) {
                out[c] = Float.isFinite(out[c]) ? out[c] : 0f;
            }
        }
        if (kind == SpikeDetector.Reference.NONE || live.length == 0) {
            return;
        }
        float shared = kind == SpikeDetector.Reference.MEAN ? mean(out) : median(out);
        for (int c = 0; c < out.length; c++) {
            out[c] -= shared;
        }
    }

    private static boolean isFinite(float[] values) {
        float a = 0;
        float b = 0;
        int c = 0;
        for (; c + 2 <= values.length; c += 2) {
            a += values[c] * 0; // 0 for a finite value, else NaN
            b += values[c + 1] * 0;
        }
        for (; c < values.length; c++) {
            a += values[c] * 0;
        }
        return a + b == 0;
    }

    /** Four sums side by side, because one would wait for each addition. */
    private float mean(float[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; allLive && i + 4 <= x.length; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < live.length; i++) {
            a += x[live[i]];
        }
        return (float) ((a + b + c + d) / live.length);
    }

    /** The lower median, by selection. */
    private float median(float[] x) {
        for (int i = 0; i < live.length; i++) {
            order[i] = x[live[i]];
        }
        int goal = (live.length - 1) / 2;
        int low = 0;
        int high = live.length - 1;
        while (low < high) {
            float pivot = middle(order[low], order[low + (high - low) / 2], order[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (order[i] < pivot) {
                    i++;
                }
                while (order[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swap = order[i];
                    order[i++] = order[j];
                    order[j--] = swap;
                }
            }
            if (goal <= j) {
                high = j;
            } else if (goal >= i) {
                low = i;
            } else {
                return order[goal];
            }
        }
        return order[goal];
    }

    private static float middle(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
