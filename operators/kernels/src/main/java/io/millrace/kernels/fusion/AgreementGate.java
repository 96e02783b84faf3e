package io.millrace.kernels.fusion;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.audio.Hysteresis;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Says of each pair of a drive R and a context C whether they agree, with hysteresis, and keeps count.
 *
 * <p>The agreement of an element is R C: the exponent by which {@link ContextModulation} amplifies. That of a pair is the
 * largest or the mean of its elements'. Where {@code activeOnly}, an element whose drive is not above 0 agrees by no more
 * than 0: that neither sensor has anything is no reason to work.
 */
public final class AgreementGate implements KernelState {

    private final Hysteresis decision;
    private final boolean mean;
    private final boolean activeOnly;
    private final int keyframeEvery;
    private int sinceKeyframe;
    private boolean open;
    private float agreement;
    private long passed;
    private long withheld;
    private long openings;

    /**
     * A gate that is shut.
     *
     * @param threshold agreement that opens it
     * @param release agreement below which it may shut, at most {@code threshold}
     * @param holdFrames pairs in a row below {@code release} that shut it, at least 1
     * @param mean whether the mean of the elements counts, not the largest
     * @param activeOnly whether agreement needs a drive above 0
     * @param keyframeEvery pairs between those that pass in any case, 0 for none
     */
    public AgreementGate(
            double threshold, double release, int holdFrames, boolean mean, boolean activeOnly, int keyframeEvery) {
        this.decision = new Hysteresis(threshold, release, holdFrames);
        this.mean = mean;
        this.activeOnly = activeOnly;
        this.keyframeEvery = Require.inRange("keyframeEvery", keyframeEvery, 0, Integer.MAX_VALUE);
    }

    /**
     * Takes a pair.
     *
     * @param drive R, at least one number
     * @param context C, as many numbers; either may be one for all of the other
     * @return whether the pair passes
     */
    public boolean next(float[] drive, float[] context) {
        agreement = agreement(drive, context);
        boolean before = open;
        open = decision.next(agreement);
        openings += open && !before ? 1 : 0;
        boolean keyframe = keyframeEvery > 0 && sinceKeyframe == 0;
        sinceKeyframe = keyframeEvery > 0 ? (sinceKeyframe + 1) % keyframeEvery : 0;
        boolean passes = open || keyframe;
        passed += passes ? 1 : 0;
        withheld += passes ? 0 : 1;
        return passes;
    }

    private float agreement(float[] drive, float[] context) {
        int driveStep = drive.length == 1 ? 0 : 1;
        int contextStep = context.length == 1 ? 0 : 1;
        int count = Math.max(drive.length, context.length);
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float r = drive[i * driveStep];
            double product = (double) r * context[i * contextStep];
            double counted = activeOnly && r <= 0 ? Math.min(0, product) : product;
            sum += counted;
            largest = Math.max(largest, counted);
        }
        return (float) (mean ? sum / count : largest);
    }

    /**
     * How much the last pair agreed.
     *
     * @return R C, the largest or mean
     */
    public float agreement() {
        return agreement;
    }

    /**
     * Whether the gate is open, keyframes aside.
     *
     * @return true from the pair that opened it to the one before that which shut it
     */
    public boolean isOpen() {
        return open;
    }

    /**
     * Pairs that passed.
     *
     * @return count since the beginning
     */
    public long passed() {
        return passed;
    }

    /**
     * Pairs that were withheld.
     *
     * @return count since the beginning
     */
    public long withheld() {
        return withheld;
    }

    /**
     * How often it opened.
     *
     * @return count since the beginning
     */
    public long openings() {
        return openings;
    }

    @Override
    public long stateBytes() {
        return 0;
    }

    @Override
    public void reset() {
        decision.reset();
        sinceKeyframe = 0;
        open = false;
        agreement = 0;
        passed = 0;
        withheld = 0;
        openings = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        saveCounts(out);
        decision.save(out);
    }

    private void saveCounts(DataOutput out) throws IOException {
        out.writeInt(sinceKeyframe);
        out.writeBoolean(open);
        out.writeFloat(agreement);
        out.writeLong(passed);
        out.writeLong(withheld);
        out.writeLong(openings);
    }

    @Override
    public void load(DataInput in) throws IOException {
        loadCounts(in);
        decision.load(in);
    }

    @Override
    public void loadChanged(DataInput in) throws IOException {
        loadCounts(in);
        decision.loadChanged(in);
    }

    private void loadCounts(DataInput in) throws IOException {
        sinceKeyframe = StateIo.readInt(in, "gate.sinceKeyframe", 0, Math.max(0, keyframeEvery - 1));
        open = in.readBoolean();
        agreement = in.readFloat();
        passed = in.readLong();
        withheld = in.readLong();
        openings = in.readLong();
    }
}
