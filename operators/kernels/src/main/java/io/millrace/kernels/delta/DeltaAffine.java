package io.millrace.kernels.delta;

/** Batch normalisation at inference: each channel scaled and shifted, {@code y = scale x + shift}, from what x holds. */
public final class DeltaAffine implements DeltaLayer {

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final float[] scale;
    private final float[] shift;

    /**
     * A layer between signals of the same layout.
     *
     * @param in one plane a channel
     * @param out one plane a channel
     * @param scale one a channel, {@code gamma / sqrt(variance + epsilon)}
     * @param shift one a channel, {@code beta - mean * scale}
     */
    public DeltaAffine(DeltaSignal in, DeltaSignal out, float[] scale, float[] shift) {
        this.in = in;
        this.out = out;
        this.scale = scale;
        this.shift = shift;
    }

    @Override
    public long step() {
        out.clear();
        for (int i = 0; i < in.count(); i++) {
            out.append(in.active()[i]);
        }
        apply();
        return 0;
    }

    @Override
    public long recompute() {
        out.clear();
        out.activateAll();
        apply();
        return 0;
    }

    private void apply() {
        for (int c = 0; c < out.channels(); c++) {
            for (int i = 0; i < out.count(); i++) {
                int p = out.active()[i];
                out.put(c, p, scale[c] * in.now()[c][p] + shift[c]);
            }
        }
    }

    @Override
    public long denseMacs() {
        return 0;
    }
}
