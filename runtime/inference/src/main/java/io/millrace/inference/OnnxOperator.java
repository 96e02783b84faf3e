package io.millrace.inference;

import ai.onnxruntime.OrtException;
import io.millrace.api.frame.Shape;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Port;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.inference.delta.UnsupportedModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs an ONNX model on every frame: {@code model: activity.onnx} in a pipeline file.
 *
 * <p>The contract is read from the model: a tensor stream feeds its one input that is neither constant nor state, a
 * stream of bundles feeds several by the names of the parts (parts that the model does not name are left aside). Leading
 * axes of 1 that the stream lacks are added, and taken off the outputs. One output is called {@code out}, several are
 * called after the model's, in kebab-case; outputs that become a state are not emitted. The shapes of outputs are found by
 * running the model once on zeros, because signatures leave some open and state others wrongly.
 *
 * <p>A state is zero at first and after a reset, moves on with every emitted frame, and stays as it was when a frame is
 * dropped. Dynamic axes without a name are 1 in states and constants.
 *
 * <p>The work per frame counts convolutions, matrix products and recurrent layers; it is 0 for a model that does not
 * run on zeros. State bytes are those of every pinned tensor; weights are not among them, because pipelines share them.
 */
public final class OnnxOperator implements Operator<OnnxSettings> {

    /** The model answered with NaN or infinity. */
    static final DropReason NON_FINITE = DropReason.fault("non-finite-output");

    /** Used by the service loader. */
    public OnnxOperator() {}

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public int version() {
        return 3; // 2 had no measured costs, 1 had the states of a delta model behind its sums
    }

    @Override
    public String summary() {
        return "runs an ONNX model on every frame, recurrent state included";
    }

    @Override
    public Class<OnnxSettings> settings() {
        return OnnxSettings.class;
    }

    @Override
    public Contract contract(OnnxSettings settings, Inputs inputs) {
        List<InputCheck> all = inputs.all();
        InputCheck input = all.get(0);
        if (all.size() > 1) {
            inputs.refuse(
                    "streams of a model are not aligned",
                    "inputs=" + all.stream().map(InputCheck::name).toList(),
                    "one stream; several are joined to bundles whose parts are named after the model's inputs");
        }
        ModelBinding binding = Models.bind(settings, input.name(), input.spec(), inputs.profile(), inputs::refuse);
        if (binding == null) {
            return Contract.of(input.spec());
        }
        Contract dense = contract(settings, binding, input.spec());
        return settings.delta() == null
                ? dense
                : DeltaModels.contract(
                        settings, binding, dense, inputs.profile().measured(), inputs::refuse);
    }

    private static Contract contract(OnnxSettings settings, ModelBinding binding, StreamSpec stream) {
        boolean drops = settings.checkFinite() && binding.canBeNonFinite();
        return new Contract(
                ports(binding, stream),
                0,
                binding.pinnedBytes(),
                binding.macs(),
                drops ? List.of(NON_FINITE) : List.of());
    }

    private static List<Port> ports(ModelBinding binding, StreamSpec stream) {
        List<ModelBinding.Output> emitted = binding.emitted();
        List<String> names =
                PortNames.of(emitted.stream().map(ModelBinding.Output::name).toList());
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ModelBinding.Output output = emitted.get(i);
            StreamSpec spec = stream.reshaped(output.element(), axes(binding.signature(), output))
                    .withUnit("1");
            ports.add(new Port(names.get(i), spec));
        }
        return ports;
    }

    /** Axes named by the model where it names them; the last is called label if the metadata has a label for each. */
    private static Axis[] axes(ModelSignature signature, ModelBinding.Output output) {
        Shape shape = output.emitted();
        List<Axis> stated = signature.output(output.name()).orElseThrow().axes();
        int dropped = stated.size() - shape.rank();
        Axis[] axes = new Axis[shape.rank()];
        for (int i = 0; i < axes.length; i++) {
            String name = stated.get(i + dropped).name();
            boolean labelled = i == axes.length - 1 && signature.labels().size() == shape.extent(i);
            boolean named = stated.get(i + dropped).isDynamic() && !name.isEmpty();
            axes[i] = Axis.of(labelled ? "label" : named ? name : "axis-" + i, shape.extent(i));
        }
        return axes;
    }

    @Override
    public Processor open(OnnxSettings settings, OpenContext context) {
        String node = context.node();
        ModelBinding binding =
                Models.bind(settings, "in", context.input(), context.profile(), (what, found, expected) -> {
                    throw new IllegalArgumentException(
                            what + ": node=" + node + ", " + found + " (expected " + expected + ")");
                });
        if (binding == null || !hasPlannedPorts(binding, context)) {
            throw new IllegalArgumentException(
                    "model is another one than planned with: node=" + node + ", model=" + settings.model()
                            + " (expected outputs " + context.contract().outputs() + ")");
        }
        try {
            return settings.delta() == null
                    ? new OnnxProcessor(node, binding, settings.checkFinite())
                    : DeltaModels.open(node, settings, settings.delta(), binding, measured(context));
        } catch (OrtException | UnsupportedModelException e) {
            throw new IllegalStateException(
                    "model cannot be opened: node=" + node + ", model=" + settings.model() + ", error=" + Errors.line(e)
                            + " (expected a model that runs)",
                    e);
        }
    }

    /** What the plan was made with; of a model that was swapped in since, what the device is said to have measured. */
    private static Map<String, String> measured(OpenContext context) {
        Map<String, String> measured = new HashMap<>(context.profile().measured());
        measured.putAll(context.contract().measured());
        return measured;
    }

    /** A ledger, if there is one, comes after the outputs of the model. */
    private static boolean hasPlannedPorts(ModelBinding binding, OpenContext context) {
        List<Port> ports = ports(binding, context.input());
        List<Port> planned = context.contract().outputs();
        return planned.size() >= ports.size()
                && planned.subList(0, ports.size()).equals(ports);
    }
}
