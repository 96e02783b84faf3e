package io.millrace.inference.delta;

import io.millrace.api.frame.Tensor;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaLayer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How a model is divided: pieces that delta layers cover, and parts between them that stay dense, with the reason for
 * each node. Made once for a model and its inputs; runs are made of it.
 */
public final class DeltaPlan {

    static final List<String> WITH_WEIGHTS = List.of("Gemm", "MatMul", "Conv", "GRU", "LSTM");

    private final ModelProto model;
    private final TensorTable table;
    private final IndexMaps maps;
    private final Map<NodeProto, String> names = new HashMap<>();
    private final Map<NodeProto, String> reasons = new LinkedHashMap<>();
    private final Fusions fusions;
    private final long leastPatchMacs;
    private final List<Segment> segments;
    private PatchSize patchSize = PatchSize.NONE;
    private Set<String> patchedOutputs = Set.of();
    private long stateBytes;
    private long deltaMacs;

    private DeltaPlan(ModelProto model, TensorTable table, IndexMaps maps, long leastPatchMacs)
            throws UnsupportedModelException {
        this.model = model;
        this.table = table;
        this.maps = maps;
        this.fusions = new Fusions(model.getGraph(), table);
        this.leastPatchMacs = leastPatchMacs;
        nameNodes();
        findCovered();
        this.segments = Segment.divide(model.getGraph().getNodeList(), reasons);
        measure();
    }

    /**
     * Divides a model.
     *
     * @param model a file in ONNX format
     * @param inputs the inputs that change from frame to frame, of their shapes and with values that are allowed
     * @param constants the inputs that do not change
     * @param engine computes what stays dense, and folds and observes the model for the division
     * @return the plan
     * @throws UnsupportedModelException if the model cannot be read, folded or run, or nothing in it can be delta
     */
    public static DeltaPlan of(byte[] model, List<Slot> inputs, Map<String, Tensor> constants, DenseEngine engine)
            throws UnsupportedModelException {
        ModelProto special = new Specialiser(engine).specialise(OnnxModels.read(model), inputs, constants);
        Map<String, Tensor> values = new LinkedHashMap<>();
        inputs.forEach(slot -> values.put(slot.name(), slot.tensor()));
        Map<String, Tensor> used = new LinkedHashMap<>(values);
        used.keySet()
                .retainAll(special.getGraph().getInputList().stream()
                        .map(i -> i.getName())
                        .toList());
        Map<String, Tensor> observed =
                new LinkedHashMap<>(engine.run(OnnxModels.instrumented(special, OnnxModels.produced(special)), used));
        observed.putAll(values);
        TensorTable table = new TensorTable(special.getGraph(), observed);
        DeltaPlan plan =
                new DeltaPlan(special, table, IndexMaps.observe(special, table, engine), engine.leastPatchMacs());
        if (plan.segments.stream().noneMatch(Segment::delta)) {
            throw new UnsupportedModelException("model has nothing to compute by changes: nodes="
                    + special.getGraph().getNodeCount() + ", reasons=" + plan.reasonsByKind()
                    + " (expected Gemm, MatMul, Conv, GRU or LSTM with constant weights)");
        }
        return plan;
    }

    private void nameNodes() {
        Map<String, Integer> numbers = new HashMap<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            String word = node.getOpType().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
            names.put(node, word + "-" + numbers.merge(node.getOpType(), 1, Integer::sum));
        }
    }

    private void findCovered() throws UnsupportedModelException {
        Signals signals = new Signals(model, table);
        ConvFactory convs = convs(signals, new PlannedPatches());
        LayerFactory factory = factory(signals, convs);
        for (NodeProto node : model.getGraph().getNodeList()) {
            try {
                factory.make(node, name(node));
            } catch (NotCovered e) {
                reasons.put(node, e.reason());
            }
        }
        patchSize = convs.size();
        patchedOutputs = convs.patchedOutputs();
    }

    private void measure() throws UnsupportedModelException {
        Signals signals = new Signals(model, table);
        LayerFactory factory = factory(signals, convs(signals, new PlannedPatches()));
        stateBytes = patchSize.bytes();
        for (Segment segment : segments) {
            exits(segment).forEach(name -> stateBytes += bytes(name));
            if (!segment.delta()) {
                entries(segment).forEach(name -> stateBytes += bytes(name));
                continue;
            }
            for (NodeProto node : segment.nodes()) {
                try {
                    for (DeltaLayer layer : factory.make(node, name(node)).layers()) {
                        stateBytes += layer.stateBytes();
                        deltaMacs += layer.denseMacs();
                    }
                } catch (NotCovered e) {
                    throw new IllegalStateException("layer was covered before: reason=" + e.reason(), e);
                }
            }
        }
        signals.all().values().forEach(signal -> stateBytes += signal.stateBytes());
    }

    private long bytes(String name) {
        return (long) table.shape(name).elements() * table.type(name).bytes();
    }

    /**
     * Memory that a run holds between frames, without weights.
     *
     * @return bytes
     */
    public long stateBytes() {
        return stateBytes;
    }

    /**
     * Multiply-accumulates of a dense frame in those layers that are delta.
     *
     * @return 1 or more
     */
    public long deltaMacs() {
        return deltaMacs;
    }

    /**
     * Checks settings against the layers.
     *
     * @param settings thresholds and the rest
     * @throws UnsupportedModelException if a threshold is of no layer
     */
    public void check(DeltaSettings settings) throws UnsupportedModelException {
        new Thresholds(settings, this);
    }

    /**
     * The layers that thresholds can be set for, in the model's order.
     *
     * @return operator and number of each
     */
    public List<String> thresholdLayers() {
        return Thresholds.layers(this);
    }

    /** Whether a node goes by the differences of its inputs, not by what they are. */
    boolean readsDelta(NodeProto node) {
        return List.of("Conv", "MatMul", "Gemm", "GlobalAveragePool").contains(node.getOpType())
                && !patchedOutputs.contains(node.getOutput(0));
    }

    LayerFactory factory(Signals signals, ConvFactory convs) {
        return new LayerFactory(table, signals, maps, convs, OnnxModels.opset(model));
    }

    ConvFactory convs(Signals signals, Patches patches) {
        return new ConvFactory(model, table, signals, fusions, leastPatchMacs, patches);
    }

    PatchSize patchSize() {
        return patchSize;
    }

    String name(NodeProto node) {
        return Objects.requireNonNull(names.get(node));
    }

    ModelProto model() {
        return model;
    }

    TensorTable table() {
        return table;
    }

    List<Segment> segments() {
        return segments;
    }

    /** Inputs that the special model still has: what folds away is not fed. */
    Set<String> usedInputs() {
        Set<String> used = new HashSet<>();
        model.getGraph().getInputList().forEach(i -> used.add(i.getName()));
        return used;
    }

    /** What segments of the other kind, or the outside, need of those tensors that a segment's nodes produce. */
    List<String> exits(Segment segment) {
        Set<String> needed = new HashSet<>();
        model.getGraph().getOutputList().forEach(o -> needed.add(o.getName()));
        for (Segment other : segments) {
            // Delta segments hand their signals on to each other; what a segment needs of itself is its own affair.
            if (!(other.delta() && segment.delta()) && !other.equals(segment)) {
                other.nodes().forEach(n -> needed.addAll(OnnxModels.reads(n)));
            }
        }
        return segment.nodes().stream()
                .flatMap(n -> n.getOutputList().stream())
                .filter(needed::contains)
                .distinct()
                .toList();
    }

    /** What a segment reads that none of its nodes produces and that is not constant. */
    List<String> entries(Segment segment) {
        Set<String> own = new HashSet<>();
        segment.nodes().forEach(n -> own.addAll(n.getOutputList()));
        Set<String> read = new LinkedHashSet<>();
        segment.nodes().forEach(n -> read.addAll(OnnxModels.reads(n)));
        return read.stream()
                .filter(name -> !own.contains(name) && !table.isConstant(name))
                .toList();
    }

    /**
     * The division in lines for a plan: which layers are delta, what stays dense and why.
     *
     * @return lines
     */
    public List<String> notes() {
        return new PlanNotes(this).lines();
    }

    /** Why nodes stay dense, and how many of each kind. */
    Map<String, Integer> reasonsByKind() {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        reasons.forEach((node, reason) -> kinds.merge(node.getOpType() + ": " + reason, 1, Integer::sum));
        return kinds;
    }
}
