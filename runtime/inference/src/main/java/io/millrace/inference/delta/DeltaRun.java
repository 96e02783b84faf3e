package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaGate;
import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.DeltaSignal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One model in one run, computing what changed.
 *
 * <p>The first frame, every {@code keyframeEvery}-th and any that an audit demands is a keyframe: every layer is computed
 * anew from exact inputs. When the changes cost more than the dense model would, whole frames go to the dense model
 * instead, until a later keyframe finds the stream calm again; as both hold the same values up to the threshold, the
 * output does not jump. Which way a frame goes depends on the frames alone, never on a clock, so runs can be repeated.
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

    private static final List<Mode> MODES = List.of(Mode.KEYFRAME, Mode.DELTA, Mode.DENSE);
    private static final int FIRST_WAIT = 16;
    private static final int LONGEST_WAIT = 256;

    private final DeltaSettings settings;
    private final Map<String, Slot> slots = new HashMap<>();
    private final List<Object> steps = new ArrayList<>();
    private final List<DenseStep> denseSteps = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<DeltaLayer> layers = new ArrayList<>();
    private final List<DeltaSignal> signals;
    private final List<Slot> exits = new ArrayList<>();
    private final List<Slot> outputs;
    private final DenseEngine.Call whole;
    private final Patches patches;
    private final PatchSize patchSize;
    private final @Nullable Audit audit;
    private final Ledger ledger;
    private final long weightBytes;
    private Mode next = Mode.KEYFRAME;
    private Mode last = Mode.KEYFRAME;
    private int sinceKeyframe;
    private int sinceAudit;
    private int calm;
    private int wait;
    private int waitNext = FIRST_WAIT;
    private long keyframes;
    private long forcedKeyframes;
    private long denseFrames;

    private DeltaRun(
            DeltaPlan plan,
            List<Slot> inputs,
            DeltaSettings settings,
            Set<String> exact,
            long totalMacs,
            DenseEngine engine)
            throws UnsupportedModelException {
        this.settings = settings;
        inputs.forEach(slot -> slots.put(slot.name(), slot));
        Signals named = new Signals(plan.model(), plan.table());
        Map<String, Double> thresholds = new Thresholds(settings, plan).byLayer();
        List<Slot> wholeOutputs = plan.model().getGraph().getOutputList().stream()
                .map(o -> slot(plan, o.getName()))
                .toList();
        this.outputs = wholeOutputs;
        this.patchSize = plan.patchSize();
        this.patches = engine.patches(patchSize.input(), patchSize.output());
        try {
            build(plan, named, thresholds, exact, engine);
        } catch (NotCovered e) {
            throw new IllegalStateException("layer was covered when planned: reason=" + e.reason(), e);
        }
        skipUnreadDeltas(plan, named);
        this.signals = List.copyOf(named.all().values());
        long deltaMacs = pieces.stream().mapToLong(Piece::denseMacs).sum();
        this.ledger = new Ledger(pieces, Math.max(0, totalMacs - deltaMacs), settings.crossover());
        linkLedger();
        this.weightBytes = plan.model().getGraph().getInitializerList().stream()
                .mapToLong(i -> i.getSerializedSize())
                .sum();
        List<Slot> used = inputs.stream()
                .filter(s -> plan.usedInputs().contains(s.name()))
                .toList();
        this.whole = engine.open(plan.model().toByteArray(), used, wholeOutputs);
        this.audit = settings.auditEvery() == 0 ? null : audit(plan, named, used, engine);
    }

    /**
     * Opens a run.
     *
     * @param plan the division
     * @param inputs where the inputs of each frame are found
     * @param settings thresholds and the rest
     * @param exact names of inputs that are never kept back: states
     * @param totalMacs multiply-accumulates of a dense frame
     * @param engine computes what stays dense
     * @return the run
     * @throws UnsupportedModelException if a part cannot be loaded, or a threshold is of no layer
     */
    public static DeltaRun open(
            DeltaPlan plan,
            List<Slot> inputs,
            DeltaSettings settings,
            Set<String> exact,
            long totalMacs,
            DenseEngine engine)
            throws UnsupportedModelException {
        return new DeltaRun(plan, inputs, settings, exact, totalMacs, engine);
    }

    private Slot slot(DeltaPlan plan, String name) {
        return slots.computeIfAbsent(name, n -> new Slot(n, DenseStep.zeros(plan.table(), n)));
    }

    private void build(
            DeltaPlan plan, Signals named, Map<String, Double> thresholds, Set<String> exact, DenseEngine engine)
            throws UnsupportedModelException, NotCovered {
        LayerFactory factory = plan.factory(named, plan.convs(named, patches));
        Set<String> produced = new HashSet<>();
        Set<String> gated = new HashSet<>();
        for (DeltaPlan.Segment segment : plan.segments()) {
            if (!segment.delta()) {
                steps.add(dense(plan, segment, engine));
                continue;
            }
            List<DeltaStep.Entry> entries = new ArrayList<>();
            for (String entry : plan.entries(segment)) {
                if (!produced.contains(entry) && gated.add(entry)) {
                    double threshold = exact.contains(entry) ? 0 : settings.threshold();
                    entries.add(
                            new DeltaStep.Entry(slot(plan, entry), new DeltaGate(named.of(entry), (float) threshold)));
                }
            }
            List<Piece> made = new ArrayList<>();
            for (NodeProto node : segment.nodes()) {
                Piece piece = factory.make(node, plan.name(node));
                piece.threshold()
                        .accept(thresholds
                                .getOrDefault(piece.name(), settings.threshold())
                                .floatValue());
                made.add(piece);
                layers.addAll(piece.layers());
                produced.addAll(piece.outputs());
            }
            pieces.addAll(made);
            List<DeltaStep.Exit> ways = new ArrayList<>();
            for (String exit : plan.exits(segment)) {
                ways.add(new DeltaStep.Exit(named.of(exit), slot(plan, exit)));
                exits.add(slot(plan, exit));
            }
            steps.add(new DeltaStep(entries, made, ways));
        }
    }

    /** Only products and sums read differences; everything else goes by what its inputs are now. */
    private static void skipUnreadDeltas(DeltaPlan plan, Signals named) {
        Set<String> read = new HashSet<>();
        plan.model().getGraph().getNodeList().stream()
                .filter(plan::readsDelta)
                .forEach(n -> read.addAll(n.getInputList()));
        named.all().forEach((name, signal) -> {
            if (!read.contains(name)) {
                signal.skipDelta();
            }
        });
    }

    private DenseStep dense(DeltaPlan plan, DeltaPlan.Segment segment, DenseEngine engine)
            throws UnsupportedModelException {
        List<Slot> in = plan.entries(segment).stream().map(n -> slot(plan, n)).toList();
        List<Slot> out = plan.exits(segment).stream().map(n -> slot(plan, n)).toList();
        byte[] part = OnnxModels.part(
                plan.model(),
                segment.nodes(),
                in.stream().map(Specialiser::info).toList(),
                out.stream().map(Slot::name).toList());
        DenseStep step = new DenseStep(engine.open(part, in, out), in, out, DenseStep.isRepeatable(segment.nodes()));
        denseSteps.add(step);
        return step;
    }

    private void linkLedger() {
        for (Object step : steps) {
            if (step instanceof DeltaStep delta) {
                delta.bookIn(ledger);
            }
        }
    }

    private Audit audit(DeltaPlan plan, Signals named, List<Slot> used, DenseEngine engine)
            throws UnsupportedModelException {
        Map<String, Slot> truths = new LinkedHashMap<>();
        List<Audit.Line> lines = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.denseMacs() > 0) {
                String tensor = piece.outputs().get(0);
                Slot truth = new Slot(tensor, DenseStep.zeros(plan.table(), tensor));
                truths.put(tensor, truth);
                lines.add(Audit.line(
                        piece.name(),
                        java.util.Objects.requireNonNull(named.all().get(tensor)),
                        truth));
            }
        }
        List<Audit.Output> compared = new ArrayList<>();
        for (Slot output : outputs) {
            if (plan.table().isSignal(output.name())) {
                Slot truth = truths.computeIfAbsent(output.name(), n -> new Slot(n, DenseStep.zeros(plan.table(), n)));
                compared.add(new Audit.Output(output, truth));
            }
        }
        Set<String> wanted = new LinkedHashSet<>(truths.keySet());
        byte[] model = OnnxModels.instrumented(plan.model(), wanted);
        List<Slot> all = new ArrayList<>(truths.values());
        return new Audit(engine.open(model, used, all), lines, compared);
    }

    /**
     * Computes one frame: from the input slots into {@link #outputs}.
     *
     * @return how it was computed
     */
    public Mode frame() {
        last = next;
        sinceKeyframe++;
        ledger.begin();
        if (last == Mode.DENSE) {
            whole.run();
            ledger.bookDenseFrame(weightBytes);
            denseFrames++;
            next = --wait <= 0 ? Mode.KEYFRAME : Mode.DENSE;
            return last;
        }
        boolean keyframe = last == Mode.KEYFRAME;
        for (int i = 0; i < steps.size(); i++) {
            Object step = steps.get(i);
            if (step instanceof DeltaStep delta) {
                delta.run(keyframe);
            } else if (((DenseStep) step).run()) {
                ledger.bookDensePart();
            }
        }
        if (keyframe) {
            keyframes++;
            sinceKeyframe = 0;
            next = Mode.DELTA;
        } else {
            decide();
        }
        return last;
    }

    private void decide() {
        boolean due = settings.keyframeEvery() > 0 && sinceKeyframe >= settings.keyframeEvery();
        next = due ? Mode.KEYFRAME : Mode.DELTA;
        if (ledger.relativeCost() <= 1) {
            waitNext = ++calm >= FIRST_WAIT ? FIRST_WAIT : waitNext;
        } else {
            next = Mode.DENSE;
            wait = waitNext;
            waitNext = Math.min(LONGEST_WAIT, 2 * waitNext);
            calm = 0;
        }
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
        if (audit.run() > settings.maxError() && next == Mode.DELTA) {
            next = Mode.KEYFRAME;
            forcedKeyframes++;
        }
        return true;
    }

    /** Makes the next frame a keyframe. */
    public void demandKeyframe() {
        next = Mode.KEYFRAME;
    }

    /**
     * The outputs of the model, in its order.
     *
     * @return slots, written over by the next frame
     */
    public List<Slot> outputs() {
        return outputs;
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
     * Memory held between frames, without weights.
     *
     * @return bytes
     */
    public long stateBytes() {
        return signals.stream().mapToLong(DeltaSignal::stateBytes).sum()
                + layers.stream().mapToLong(DeltaLayer::stateBytes).sum()
                + denseSteps.stream().mapToLong(DenseStep::stateBytes).sum()
                + patchSize.bytes()
                + exits.stream().mapToLong(s -> s.tensor().bytes()).sum();
    }

    /** Forgets everything. */
    public void reset() {
        next = Mode.KEYFRAME;
        last = Mode.KEYFRAME;
        sinceKeyframe = 0;
        sinceAudit = 0;
        calm = 0;
        wait = 0;
        waitNext = FIRST_WAIT;
        signals.forEach(DeltaSignal::reset);
        layers.forEach(DeltaLayer::reset);
        denseSteps.forEach(DenseStep::reset);
        exits.forEach(s -> Slots.zero(s.tensor()));
    }

    /**
     * Writes everything a frame depends on.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    public void save(DataOutput out) throws IOException {
        out.writeInt(MODES.indexOf(next));
        out.writeInt(sinceKeyframe);
        out.writeInt(sinceAudit);
        out.writeInt(calm);
        out.writeInt(wait);
        out.writeInt(waitNext);
        for (DeltaSignal signal : signals) {
            signal.save(out);
        }
        for (DeltaLayer layer : layers) {
            layer.save(out);
        }
        for (DenseStep step : denseSteps) {
            step.save(out);
        }
        for (Slot exit : exits) {
            Slots.save(out, exit.tensor());
        }
    }

    /**
     * Takes over what {@link #save} wrote for the same plan.
     *
     * @param in where from
     * @throws IOException if reading fails, or the state is of another plan
     */
    public void load(DataInput in) throws IOException {
        int mode = in.readInt();
        if (mode < 0 || mode >= MODES.size()) {
            throw new IOException("state does not fit: delta.mode=" + mode + " (expected 0..2)");
        }
        next = MODES.get(mode);
        sinceKeyframe = in.readInt();
        sinceAudit = in.readInt();
        calm = in.readInt();
        wait = in.readInt();
        waitNext = in.readInt();
        for (DeltaSignal signal : signals) {
            signal.load(in);
        }
        for (DeltaLayer layer : layers) {
            layer.load(in);
        }
        for (DenseStep step : denseSteps) {
            step.load(in);
        }
        for (Slot exit : exits) {
            Slots.load(in, exit);
        }
    }

    /**
     * Frees the parts that stay dense.
     */
    @Override
    public void close() {
        whole.close();
        patches.close();
        denseSteps.forEach(DenseStep::close);
        if (audit != null) {
            audit.close();
        }
    }
}
