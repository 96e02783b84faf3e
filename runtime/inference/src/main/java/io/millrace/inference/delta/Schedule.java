package io.millrace.inference.delta;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Decides how the next frame is computed: by changes while they cost less than the dense model; else densely for a while
 * that doubles with each time in a row, and then by a keyframe that finds out whether the stream is calm again. Goes by the
 * frames alone, never by a clock.
 */
final class Schedule {

    private static final List<DeltaRun.Mode> MODES =
            List.of(DeltaRun.Mode.KEYFRAME, DeltaRun.Mode.DELTA, DeltaRun.Mode.DENSE);
    private static final int FIRST_WAIT = 16;
    private static final int LONGEST_WAIT = 256;
    /** Shares of layers that add up to one do so up to rounding. */
    private static final double BREAK_EVEN = 1 + 1e-9;
    /** Looking whether a stream is calm again takes at most a fiftieth of the time. */
    private static final int FRAMES_PER_PROBE = 50;

    private final int keyframeEvery;
    private DeltaRun.Mode next = DeltaRun.Mode.KEYFRAME;
    private int sinceKeyframe;
    private int calm;
    private int wait;
    private int waitNext = FIRST_WAIT;
    private int longestWait = LONGEST_WAIT;
    private boolean hopeless;

    Schedule(int keyframeEvery) {
        this.keyframeEvery = keyframeEvery;
    }

    DeltaRun.Mode next() {
        return hopeless ? DeltaRun.Mode.DENSE : next;
    }

    /** Goes by what was measured. */
    void costs(Costs costs) {
        hopeless = costs.isHopeless();
        longestWait = (int) Math.max(LONGEST_WAIT, Math.min(1 << 20, FRAMES_PER_PROBE * costs.probe()));
    }

    void demandKeyframe() {
        next = DeltaRun.Mode.KEYFRAME;
    }

    /** Takes note of a frame and of what its changes cost in terms of the dense model. */
    void done(double relativeCost) {
        sinceKeyframe++;
        if (next == DeltaRun.Mode.DENSE) {
            next = --wait <= 0 ? DeltaRun.Mode.KEYFRAME : DeltaRun.Mode.DENSE;
        } else if (next == DeltaRun.Mode.KEYFRAME) {
            sinceKeyframe = 0;
            next = DeltaRun.Mode.DELTA;
        } else {
            decide(relativeCost);
        }
    }

    private void decide(double relativeCost) {
        boolean due = keyframeEvery > 0 && sinceKeyframe >= keyframeEvery;
        next = due ? DeltaRun.Mode.KEYFRAME : DeltaRun.Mode.DELTA;
        if (relativeCost <= BREAK_EVEN) {
            waitNext = ++calm >= FIRST_WAIT ? FIRST_WAIT : waitNext;
        } else {
            next = DeltaRun.Mode.DENSE;
            wait = waitNext;
            waitNext = Math.min(longestWait, 2 * waitNext);
            calm = 0;
        }
    }

    void reset() {
        next = DeltaRun.Mode.KEYFRAME;
        sinceKeyframe = 0;
        calm = 0;
        wait = 0;
        waitNext = FIRST_WAIT;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(MODES.indexOf(next));
        out.writeInt(sinceKeyframe);
        out.writeInt(calm);
        out.writeInt(wait);
        out.writeInt(waitNext);
    }

    void load(DataInput in) throws IOException {
        int mode = in.readInt();
        if (mode < 0 || mode >= MODES.size()) {
            throw new IOException("state does not fit: delta.mode=" + mode + " (expected 0..2)");
        }
        next = MODES.get(mode);
        sinceKeyframe = in.readInt();
        calm = in.readInt();
        wait = in.readInt();
        waitNext = in.readInt();
    }
}
