package io.millrace.operators.audio;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Tells lost samples from late ones. Where times are those of arrival, a machine that is busy for a moment makes them jump and
 * come back; what was lost does not come back. So a count that is apart from its time is believed for a second, and what
 * is left of the difference then is taken for lost. Two seconds and more are taken for lost at once.
 */
final class SampleSlip {

    private static final double PATIENCE_SECONDS = 1;
    private static final double HOPELESS_SECONDS = 2;

    private final long tolerance;
    private final long patience;
    private final long hopeless;
    private long least;
    private long lasted;

    SampleSlip(double rateHz, long toleranceSamples) {
        this.tolerance = toleranceSamples;
        this.patience = Math.round(PATIENCE_SECONDS * rateHz);
        this.hopeless = Math.round(HOPELESS_SECONDS * rateHz);
    }

    /**
     * Judges a frame.
     *
     * @param off how much later its time is than its count, samples
     * @param samples its length
     * @return by how much the count must move, 0 for not at all
     */
    long judge(long off, int samples) {
        if (Math.abs(off) <= tolerance) {
            reset();
            return 0;
        }
        if (lasted == 0 || Long.signum(off) != Long.signum(least)) {
            lasted = 0;
            least = off;
        }
        least = Math.abs(off) < Math.abs(least) ? off : least;
        lasted += samples;
        if (Math.abs(off) < hopeless && lasted < patience) {
            return 0;
        }
        long shift = Math.abs(off) >= hopeless ? off : least;
        reset();
        return shift;
    }

    void reset() {
        least = 0;
        lasted = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(least);
        out.writeLong(lasted);
    }

    void load(DataInput in) throws IOException {
        least = in.readLong();
        lasted = in.readLong();
    }
}
