package io.millrace.kernels.delta;

/**
 * A function of each element, with what is too small to pass on kept back. The input holds the true argument; the output
 * holds the image that was last passed on, so a change {@code |f(x) - y|} that stays below the threshold waits there and
 * counts next time. An element is passed on if that of any channel of its position is above the threshold.
 */
public final class DeltaElementwise implements DeltaLayer {

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final ElementFunction function;
    private final float[] image;
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
        this.image = new float[in.channels()];
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
        return pass(in.count(), threshold, in.active());
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

    private long pass(int count, float limit, int[] active) {
        out.clear();
        int channels = in.channels();
        float[][] arguments = in.now();
        float[][] held = out.now();
        for (int i = 0; i < count; i++) {
            int p = active[i];
            boolean passes = false;
            for (int c = 0; c < channels; c++) {
                float y = function.apply(arguments[c][p]);
                image[c] = y;
                passes |= !(Math.abs(y - held[c][p]) <= limit);
            }
            if (passes) {
                for (int c = 0; c < channels; c++) {
                    out.put(c, p, image[c]);
                }
                out.append(p);
            }
        }
        return 0;
    }

    @Override
    public long denseMacs() {
        return 0;
    }
}
