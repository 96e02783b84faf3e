package io.millrace.kernels.delta;

import java.util.Arrays;

/**
 * A function of each element, with what is too small to pass on kept back. The input holds the true argument; the output
 * holds the image that was last passed on, so a change {@code |f(x) - y|} that stays below the threshold waits there and
 * counts next time. An element is passed on if that of any channel of its position is above the threshold.
 */
public final class DeltaElementwise implements DeltaLayer {

    private static final int CHUNK = 256;

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final ElementFunction function;
    private final float[][] images;
    private final float[] held = new float[CHUNK];
    private final float[] largest = new float[CHUNK];
    private final int[] keptAt = new int[CHUNK];
    private float threshold;

    /**
     * A function between signals of the same layout.
     *
     * @param in arguments
     * @param out images
     * @param function what is applied
     */
    public DeltaElementwise(DeltaSignal in, DeltaSignal out, ElementFunction function) {
        this.in = in;
        this.out = out;
        this.function = function;
        this.images = new float[in.channels()][CHUNK];
    }

    /**
     * Sets what is kept back.
     *
     * @param value largest difference of an image that is kept back, 0 or more
     */
    public void threshold(float value) {
        threshold = value;
    }

    @Override
    public long step() {
        out.clear();
        for (int from = 0; from < in.count(); from += CHUNK) {
            pass(from, Math.min(CHUNK, in.count() - from));
        }
        return 0;
    }

    private void pass(int from, int n) {
        int[] active = in.active();
        Arrays.fill(largest, 0, n, 0f);
        for (int c = 0; c < images.length; c++) {
            float[] image = images[c];
            float[] argument = in.now()[c];
            for (int i = 0; i < n; i++) {
                image[i] = argument[active[from + i]];
            }
            function.applyAll(image, n);
            float[] before = out.now()[c];
            for (int i = 0; i < n; i++) {
                held[i] = before[active[from + i]];
            }
            compare(image, held, largest, n);
        }
        int kept = 0;
        for (int i = 0; i < n; i++) {
            keptAt[kept] = i;
            // Not "above": a NaN is a change too.
            kept += largest[i] <= threshold ? 0 : 1;
        }
        for (int k = 0; k < kept; k++) {
            out.append(active[from + keptAt[k]]);
        }
        for (int c = 0; c < images.length; c++) {
            keep(images[c], out.now()[c], out.delta()[c], active, from, kept);
        }
    }

    private static void compare(float[] image, float[] held, float[] largest, int n) {
        for (int i = 0; i < n; i++) {
            largest[i] = Math.max(largest[i], Math.abs(image[i] - held[i]));
        }
    }

    private void keep(float[] image, float[] now, float[] delta, int[] active, int from, int kept) {
        for (int k = 0; k < kept; k++) {
            int i = keptAt[k];
            int p = active[from + i];
            delta[p] = image[i] - now[p];
            now[p] = image[i];
        }
    }

    @Override
    public long recompute() {
        out.clear();
        for (int c = 0; c < in.channels(); c++) {
            for (int p = 0; p < in.positions(); p++) {
                out.put(c, p, function.apply(in.now()[c][p]));
            }
        }
        out.activateAll();
        return 0;
    }

    @Override
    public long denseMacs() {
        return 0;
    }
}
