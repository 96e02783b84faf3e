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
import java.util.Objects;
import java.util.Set;

/** What a run consists of, put together from a plan: steps in order, and all that they remember. */
final class RunParts implements AutoCloseable {

    private final DeltaPlan plan;
    private final DenseEngine engine;
    private final Signals signals;
    private final Patches patches;
    private final Map<String, Slot> slots = new HashMap<>();
    private final List<Object> steps = new ArrayList<>();
    private final List<DenseStep> denseSteps = new ArrayList<>();
    private final List<PieceRun> pieces = new ArrayList<>();
    private final List<DeltaLayer> layers = new ArrayList<>();
    private final List<Slot> exits = new ArrayList<>();
    private final List<Slot> outputs;

    RunParts(DeltaPlan plan, List<Slot> inputs, DeltaSettings settings, Set<String> exact, DenseEngine engine)
            throws UnsupportedModelException {
        this.plan = plan;
        this.engine = engine;
        this.signals = new Signals(plan.model(), plan.table());
        inputs.forEach(slot -> slots.put(slot.name(), slot));
        Map<String, Double> thresholds = new Thresholds(settings, plan).byLayer();
        this.outputs = plan.model().getGraph().getOutputList().stream()
                .map(o -> slot(o.getName()))
                .toList();
        this.patches = engine.patches(plan.patchSize().input(), plan.patchSize().output());
        boolean complete = false;
        try {
            build(settings, thresholds, exact);
            complete = true;
        } catch (NotCovered e) {
            throw new IllegalStateException("layer was covered when planned: reason=" + e.reason(), e);
        } finally {
            if (!complete) {
                close();
            }
        }
        skipUnreadDeltas();
    }

    private Slot slot(String name) {
        return slots.computeIfAbsent(name, n -> new Slot(n, DenseStep.zeros(plan.table(), n)));
    }

    private void build(DeltaSettings settings, Map<String, Double> thresholds, Set<String> exact)
            throws UnsupportedModelException, NotCovered {
        LayerFactory factory = plan.factory(signals, plan.convs(signals, patches));
        Set<String> produced = new HashSet<>();
        Set<String> gated = new HashSet<>();
        for (Segment segment : plan.segments()) {
            if (segment.delta()) {
                List<DeltaStep.Entry> entries = entries(segment, settings, exact, produced, gated);
                List<PieceRun> made = pieces(segment, factory, settings, thresholds, produced);
                steps.add(new DeltaStep(entries, made, exits(segment)));
            } else {
                steps.add(dense(segment));
            }
        }
    }

    private List<DeltaStep.Entry> entries(
            Segment segment, DeltaSettings settings, Set<String> exact, Set<String> produced, Set<String> gated)
            throws NotCovered {
        List<DeltaStep.Entry> entries = new ArrayList<>();
        for (String entry : plan.entries(segment)) {
            if (!produced.contains(entry) && gated.add(entry)) {
                double threshold = exact.contains(entry) ? 0 : settings.threshold();
                entries.add(new DeltaStep.Entry(slot(entry), new DeltaGate(signals.of(entry), (float) threshold)));
            }
        }
        return entries;
    }

    private List<PieceRun> pieces(
            Segment segment,
            LayerFactory factory,
            DeltaSettings settings,
            Map<String, Double> thresholds,
            Set<String> produced)
            throws UnsupportedModelException, NotCovered {
        List<PieceRun> made = new ArrayList<>();
        for (NodeProto node : segment.nodes()) {
            Piece piece = factory.make(node, plan.name(node));
            piece.threshold()
                    .accept(thresholds
                            .getOrDefault(piece.name(), settings.threshold())
                            .floatValue());
            made.add(new PieceRun(piece, node, plan.table().constantBytes(node)));
            layers.addAll(piece.layers());
            produced.addAll(piece.outputs());
        }
        pieces.addAll(made);
        return made;
    }

    private List<DeltaStep.Exit> exits(Segment segment) throws NotCovered {
        List<DeltaStep.Exit> ways = new ArrayList<>();
        for (String exit : plan.exits(segment)) {
            ways.add(new DeltaStep.Exit(signals.of(exit), slot(exit)));
            exits.add(slot(exit));
        }
        return ways;
    }

    /** Only products and sums read differences; everything else goes by what its inputs are now. */
    private void skipUnreadDeltas() {
        Set<String> read = new HashSet<>();
        plan.model().getGraph().getNodeList().stream()
                .filter(plan::readsDelta)
                .forEach(n -> read.addAll(n.getInputList()));
        signals.all().forEach((name, signal) -> {
            if (!read.contains(name)) {
                signal.skipDelta();
            }
        });
    }

    private DenseStep dense(Segment segment) throws UnsupportedModelException {
        List<Slot> in = plan.entries(segment).stream().map(n -> slot(n)).toList();
        List<Slot> out = plan.exits(segment).stream().map(n -> slot(n)).toList();
        byte[] part = OnnxModels.part(
                plan.model(),
                segment.nodes(),
                in.stream().map(Specialiser::info).toList(),
                out.stream().map(Slot::name).toList());
        DenseStep step = new DenseStep(engine.open(part, in, out), in, out, DenseStep.isRepeatable(segment.nodes()));
        denseSteps.add(step);
        return step;
    }

    /** What runs the dense model beside, to compare. */
    Audit audit(List<Slot> used) throws UnsupportedModelException {
        Map<String, Slot> truths = new LinkedHashMap<>();
        List<Audit.Line> lines = new ArrayList<>();
        for (PieceRun run : pieces) {
            Piece piece = run.piece();
            if (piece.denseMacs() > 0) {
                String tensor = piece.outputs().get(0);
                Slot truth = new Slot(tensor, DenseStep.zeros(plan.table(), tensor));
                truths.put(tensor, truth);
                lines.add(Audit.line(
                        piece.name(), Objects.requireNonNull(signals.all().get(tensor)), truth));
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

    /** The whole model, densely, of those inputs that it reads. */
    DenseEngine.Call whole(List<Slot> used) throws UnsupportedModelException {
        return engine.open(plan.model().toByteArray(), used, outputs);
    }

    List<Slot> used(List<Slot> inputs) {
        return inputs.stream().filter(s -> plan.usedInputs().contains(s.name())).toList();
    }

    /** A ledger that the steps book in. */
    Ledger ledger(long totalMacs, DeltaSettings settings) {
        List<Piece> all = pieces.stream().map(PieceRun::piece).toList();
        long deltaMacs = all.stream().mapToLong(Piece::denseMacs).sum();
        Ledger ledger = new Ledger(
                all, Math.max(0, totalMacs - deltaMacs), Math.max(1, denseSteps.size()), settings.crossover());
        pieces.forEach(piece -> piece.bookIn(ledger));
        return ledger;
    }

    /** Lets each layer go by what was measured, with a session of its own where that is worth it. */
    void costs(Costs costs) throws UnsupportedModelException {
        for (PieceRun piece : pieces) {
            LayerCost cost = costs.layers().get(piece.piece().name());
            if (cost != null && piece.hasWays()) {
                piece.costs(cost, cost.byEngine() ? session(piece) : null);
            }
        }
    }

    DenseLayer session(PieceRun piece) throws UnsupportedModelException {
        return DenseLayer.open(plan, piece.node(), signals.all(), engine);
    }

    List<PieceRun> pieces() {
        return pieces;
    }

    /** Steps in order, of either kind. */
    List<Object> steps() {
        return steps;
    }

    List<Slot> outputs() {
        return outputs;
    }

    long weightBytes() {
        return plan.model().getGraph().getInitializerList().stream()
                .mapToLong(i -> i.getSerializedSize())
                .sum();
    }

    long stateBytes() {
        return signals.all().values().stream()
                        .mapToLong(DeltaSignal::stateBytes)
                        .sum()
                + layers.stream().mapToLong(DeltaLayer::stateBytes).sum()
                + denseSteps.stream().mapToLong(DenseStep::stateBytes).sum()
                + plan.patchSize().bytes()
                + exits.stream().mapToLong(s -> s.tensor().bytes()).sum();
    }

    void reset() {
        signals.all().values().forEach(DeltaSignal::reset);
        layers.forEach(DeltaLayer::reset);
        pieces.forEach(PieceRun::reset);
        denseSteps.forEach(DenseStep::reset);
        exits.forEach(s -> Slots.zero(s.tensor()));
    }

    void save(DataOutput out) throws IOException {
        for (DeltaSignal signal : signals.all().values()) {
            signal.save(out);
        }
        for (DeltaLayer layer : layers) {
            layer.save(out);
        }
        for (PieceRun piece : pieces) {
            piece.save(out);
        }
        for (DenseStep step : denseSteps) {
            step.save(out);
        }
        for (Slot exit : exits) {
            Slots.save(out, exit.tensor());
        }
    }

    void load(DataInput in) throws IOException {
        for (DeltaSignal signal : signals.all().values()) {
            signal.load(in);
        }
        for (DeltaLayer layer : layers) {
            layer.load(in);
        }
        for (PieceRun piece : pieces) {
            piece.load(in);
        }
        for (DenseStep step : denseSteps) {
            step.load(in);
        }
        for (Slot exit : exits) {
            Slots.load(in, exit);
        }
    }

    @Override
    public void close() {
        patches.close();
        pieces.forEach(PieceRun::close);
        denseSteps.forEach(DenseStep::close);
    }
}
