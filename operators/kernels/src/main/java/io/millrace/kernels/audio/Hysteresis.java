package io.millrace.kernels.audio;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Turns a score into a decision that does not flutter: on as soon as the score reaches one threshold, off once it has
 * stayed below a lower one for a while. A score that is no number counts as low.
 */
public final class Hysteresis implements KernelState {

    private final float on;
    private final float off;
    private final int holdFrames;
    private boolean active;
    private int low;

    /**
     * A decision, off at first.
     *
     * @param on score that switches on
     * @param off score below which it may switch off, at most {@code on}
     * @param holdFrames scores below {@code off} in a row that switch off, at least 1
     */
    public Hysteresis(double on, double off, int holdFrames) {
        if (!(off <= on)) {
            throw new IllegalArgumentException(
                    "thresholds are out of order: on=" + on + ", off=" + off + " (expected off at most on)");
        }
        this.on = (float) on;
        this.off = (float) off;
        this.holdFrames = Require.inRange("holdFrames", holdFrames, 1, Integer.MAX_VALUE);
    }

    /**
     * Takes a score.
     *
     * @param score the score
     * @return whether it is on now
     */
    public boolean next(float score) {
        low = score >= off ? 0 : Math.min(low + 1, holdFrames);
        active = score >= on || (active && low < holdFrames);
        return active;
    }

    @Override
    public long stateBytes() {
        return 0;
    }

    @Override
    public void reset() {
        active = false;
        low = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(active);
        out.writeInt(low);
    }

    @Override
    public void load(DataInput in) throws IOException {
        active = in.readBoolean();
        low = StateIo.readInt(in, "hysteresis.low", 0, holdFrames);
    }

    @Override
    public void loadChanged(DataInput in) throws IOException {
        active = in.readBoolean();
        low = Math.min(StateIo.readInt(in, "hysteresis.low", 0, Integer.MAX_VALUE), holdFrames);
    }
}
