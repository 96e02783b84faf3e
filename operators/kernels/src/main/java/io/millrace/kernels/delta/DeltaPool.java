package io.millrace.kernels.delta;

/**
 * Largest or mean value under a sliding window, computed anew for each window that covers a changed pixel: nothing is
 * added up over time, so nothing drifts.
 */
public final class DeltaPool implements DeltaLayer {

    /** What is taken of a window. */
    public enum Kind {
        /** The largest value; pixels outside of the picture do not count. */
        MAX,
        /** The mean of the pixels inside of the picture. */
        MEAN_INSIDE,
        /** The mean of the window, pixels outside of the picture counted as zeros. */
        MEAN
    }

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final Footprint footprint;
    private final Kind kind;

    /**
     * A pool between signals of the same channels.
     *
     * @param in one plane a channel
     * @param out one plane a channel
     * @param footprint the geometry
     * @param kind what is taken of a window
     */
    public DeltaPool(DeltaSignal in, DeltaSignal out, Footprint footprint, Kind kind) {
        this.in = in;
        this.out = out;
        this.footprint = footprint;
        this.kind = kind;
    }

    @Override
    public long step() {
        out.clear();
        if (in.count() > 0) {
            footprint.spread(in, out);
            pool();
        }
        return 0;
    }

    @Override
    public long recompute() {
        out.clear();
        out.activateAll();
        pool();
        return 0;
    }

    private void pool() {
        int outside = in.positions();
        for (int i = 0; i < out.count(); i++) {
            int window = out.active()[i];
            for (int c = 0; c < out.channels(); c++) {
                out.put(c, window, kind == Kind.MAX ? max(in.now()[c], window, outside) : mean(c, window, outside));
            }
        }
    }

    private float max(float[] plane, int window, int outside) {
        float max = Float.NEGATIVE_INFINITY;
        for (int tap = 0; tap < footprint.taps(); tap++) {
            int source = footprint.source(window, tap);
            max = source == outside ? max : Math.max(max, plane[source]);
        }
        return max;
    }

    private float mean(int channel, int window, int outside) {
        float sum = 0;
        int inside = 0;
        for (int tap = 0; tap < footprint.taps(); tap++) {
            int source = footprint.source(window, tap);
            sum += in.now()[channel][source]; // zero outside
            inside += source == outside ? 0 : 1;
        }
        return sum / (kind == Kind.MEAN ? footprint.taps() : inside);
    }

    @Override
    public long denseMacs() {
        return 0;
    }
}
