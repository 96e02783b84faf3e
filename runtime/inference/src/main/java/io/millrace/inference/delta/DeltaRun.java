package io.millrace.inference.delta;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One model in one run, computing what changed.
 *
 * <p>The first frame, every {@code keyframeEvery}-th and any that an audit demands is a keyframe: every layer is computed
 * anew from exact inputs. When the changes cost more than the dense model would, whole frames go to the dense model
 * instead, until a later keyframe finds the stream calm again; a single layer whose input changed too much is computed anew
 * within a frame by changes. As all ways hold the same values up to the threshold, the output does not jump. Which way a
 * frame goes depends on the frames and on figures that are constant, never on a clock, so runs can be repeated.
 */
public final class DeltaRun implements AutoCloseable {

    /** How a frame was computed. */
    public enum Mode {
        /** Every delta layer anew. */
        KEYFRAME,
        /** What changed. */
        DELTA,
        /** The whole model, densely. */
        DENSE
    }

    private final DeltaSettings settings;
    private final RunParts parts;
    private final Schedule schedule;
    private final DenseEngine.Call whole;
    private final @Nullable Audit audit;
    private final Ledger ledger;
    private final long weightBytes;
    private Costs costs = Costs.NONE;
    private int sinceAudit;
    private long keyframes;
    private long forcedKeyframes;
    private long denseFrames;

    private DeltaRun(RunParts parts, List<Slot> used, DeltaSettings settings, long totalMacs)
            throws UnsupportedModelException {
        this.settings = settings;
        this.parts = parts;
        this.schedule = new Schedule(settings.keyframeEvery());
        this.ledger = parts.ledger(totalMacs, settings);
        this.weightBytes = parts.weightBytes();
        this.whole = parts.whole(used);
        this.audit = settings.auditEvery() == 0 ? null : parts.audit(used);
    }

    /**
     * Opens a run.
     *
     * @param plan the division
     * @param inputs where the inputs of each frame are found
     * @param settings thresholds and the rest; a crossover stated there comes before what was measured
     * @param exact names of inputs that are never kept back: states
     * @param totalMacs multiply-accumulates of a dense frame
     * @param engine computes what stays dense
     * @param measured what {@link CostProbe} found, or null if nothing was measured
     * @return the run
     * @throws UnsupportedModelException if a part cannot be loaded, a threshold is of no layer, or the figures are not
     *     understood
     */
    public static DeltaRun open(
            DeltaPlan plan,
            List<Slot> inputs,
            DeltaSettings settings,
            Set<String> exact,
            long totalMacs,
            DenseEngine engine,
            @Nullable String measured)
            throws UnsupportedModelException {
        Costs costs = measured == null || settings.crossover() != null ? Costs.NONE : Costs.parse(measured);
        RunParts parts = new RunParts(plan, inputs, settings, exact, engine);
        DeltaRun run = null;
        boolean complete = false;
        try {
            run = new DeltaRun(parts, parts.used(inputs), settings, totalMacs);
            run.costs(costs);
            complete = true;
            return run;
        } finally {
            if (!complete && run != null) {
                run.close();
            } else if (!complete) {
                parts.close();
            }
        }
    }

    private void costs(Costs measured) throws UnsupportedModelException {
        costs = measured;
        schedule.costs(measured);
        ledger.costs(measured);
        parts.costs(measured);
    }

    /**
     * Computes one frame: from the input slots into {@link #outputs}.
     *
     * @return how it was computed
     */
    public Mode frame() {
        Mode mode = schedule.next();
        ledger.begin();
        if (mode == Mode.DENSE) {
            whole.run();
            ledger.bookDenseFrame(weightBytes);
            denseFrames++;
        } else {
            byLayers(mode == Mode.KEYFRAME);
        }
        schedule.done(ledger.relativeCost());
        return mode;
    }

    private void byLayers(boolean keyframe) {
        List<Object> steps = parts.steps();
        for (int i = 0; i < steps.size(); i++) {
            Object step = steps.get(i);
            if (step instanceof DeltaStep delta) {
                delta.run(keyframe);
            } else if (((DenseStep) step).run()) {
                ledger.bookDensePart();
            }
        }
        keyframes += keyframe ? 1 : 0;
    }

    /**
     * Runs the audit if one is due; call it before the next frame's inputs are written.
     *
     * @return whether it ran
     */
    public boolean auditIfDue() {
        if (audit == null || ++sinceAudit < settings.auditEvery()) {
            return false;
        }
        sinceAudit = 0;
        if (audit.run() > settings.maxError() && schedule.next() == Mode.DELTA) {
            schedule.demandKeyframe();
            forcedKeyframes++;
        }
        return true;
    }

    /** Makes the next frame a keyframe. */
    public void demandKeyframe() {
        schedule.demandKeyframe();
    }

    /**
     * The outputs of the model, in its order.
     *
     * @return slots, written over by the next frame
     */
    public List<Slot> outputs() {
        return parts.outputs();
    }

    /**
     * The work of the last frame.
     *
     * @return the same object for every frame
     */
    public Ledger ledger() {
        return ledger;
    }

    /**
     * The error found by the last audit.
     *
     * @return the same object for every frame, null if audits are off
     */
    public @Nullable Audit audit() {
        return audit;
    }

    /**
     * Keyframes so far, the first frame and forced ones included.
     *
     * @return 0 or more
     */
    public long keyframes() {
        return keyframes;
    }

    /**
     * Keyframes that an audit forced.
     *
     * @return 0 or more
     */
    public long forcedKeyframes() {
        return forcedKeyframes;
    }

    /**
     * Frames that went to the dense model because changes would have cost more.
     *
     * @return 0 or more
     */
    public long denseFrames() {
        return denseFrames;
    }

    /**
     * Layers that were computed anew within frames by changes, because so much of their input changed.
     *
     * @return how often so far, all layers together
     */
    public long denseLayers() {
        long sum = 0;
        for (int i = 0; i < parts.pieces().size(); i++) {
            sum += parts.pieces().get(i).denseRuns();
        }
        return sum;
    }

    /**
     * Memory held between frames, without weights.
     *
     * @return bytes
     */
    public long stateBytes() {
        return parts.stateBytes();
    }

    /** Forgets everything. */
    public void reset() {
        schedule.reset();
        sinceAudit = 0;
        parts.reset();
    }

    /**
     * Writes everything a frame depends on.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    public void save(DataOutput out) throws IOException {
        out.writeUTF(costs.print());
        schedule.save(out);
        out.writeInt(sinceAudit);
        parts.save(out);
    }

    /**
     * Takes over what {@link #save} wrote for the same plan.
     *
     * @param in where from
     * @throws IOException if reading fails, or the state is of another plan
     */
    public void load(DataInput in) throws IOException {
        restoreCosts(in.readUTF());
        schedule.load(in);
        sinceAudit = in.readInt();
        parts.load(in);
    }

    /** A run goes on with the figures that it began with, whatever this machine would find. */
    private void restoreCosts(String stored) throws IOException {
        if (!stored.equals(costs.print())) {
            try {
                costs(Costs.parse(stored));
            } catch (UnsupportedModelException e) {
                throw new IOException("state does not fit: " + e.getMessage(), e);
            }
        }
    }

    /** Frees what is outside of the heap. */
    @Override
    public void close() {
        whole.close();
        parts.close();
        if (audit != null) {
            audit.close();
        }
    }
}
