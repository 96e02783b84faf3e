package io.millrace.inference;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.inference.delta.CostProbe;
import io.millrace.inference.delta.DeltaPlan;
import io.millrace.inference.delta.DeltaRun;
import io.millrace.inference.delta.DeltaSettings;
import io.millrace.inference.delta.Slot;
import io.millrace.inference.delta.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** From a binding to a plan that computes what changed, and to its contract and processor. */
final class DeltaModels {

    /** Name of the output that tells the work of each frame. */
    static final String LEDGER = "ledger";
    /** Fields of the ledger: MACs executed, MACs dense, bytes of weights read, sparsity. */
    static final int LEDGER_FIELDS = 4;

    private static final int MAX_PLANS = 16;

    private static final Map<Key, DeltaPlan> PLANS = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, DeltaPlan> eldest) {
            return size() > MAX_PLANS;
        }
    };

    private static final Map<String, String> COSTS = new HashMap<>();

    private record Key(SessionKey session, List<ModelBinding.Input> inputs) {}

    private DeltaModels() {}

    /** The plan of a model as bound, made once. */
    static DeltaPlan plan(ModelBinding binding) throws UnsupportedModelException {
        Key key = new Key(binding.session(), binding.inputs());
        synchronized (PLANS) {
            DeltaPlan plan = PLANS.get(key);
            if (plan == null) {
                plan = DeltaPlan.of(bytes(binding), slots(binding), constants(binding), engine(binding));
                PLANS.put(key, plan);
            }
            return plan;
        }
    }

    private static byte[] bytes(ModelBinding binding) throws UnsupportedModelException {
        try {
            return Files.readAllBytes(binding.session().file().path());
        } catch (IOException e) {
            throw new UnsupportedModelException(
                    "model file cannot be read: model="
                            + binding.session().file().path() + " (expected a file in ONNX format)",
                    e);
        }
    }

    static OrtEngine engine(ModelBinding binding) {
        return new OrtEngine(binding.session().providers(), binding.session().threads());
    }

    /** Fresh places for the inputs that change. */
    static List<Slot> slots(ModelBinding binding) {
        return binding.inputs().stream()
                .filter(i -> !(i.feed() instanceof ModelBinding.Constant))
                .map(i -> new Slot(i.name(), Tensor.zeros(i.element(), i.shape())))
                .toList();
    }

    private static Map<String, Tensor> constants(ModelBinding binding) {
        Map<String, Tensor> constants = new LinkedHashMap<>();
        for (ModelBinding.Input input : binding.inputs()) {
            if (input.feed() instanceof ModelBinding.Constant constant) {
                constants.put(input.name(), filled(input, constant.value()));
            }
        }
        return constants;
    }

    private static Tensor filled(ModelBinding.Input input, double value) {
        Tensor tensor = Tensor.zeros(input.element(), input.shape());
        for (int i = 0; i < input.shape().elements(); i++) {
            switch (input.element()) {
                case F32 -> tensor.floats()[i] = (float) value;
                case F64 -> tensor.doubles()[i] = value;
                case I16 -> tensor.shorts()[i] = (short) value;
                case I32 -> tensor.ints()[i] = (int) value;
                case I64 -> tensor.longs()[i] = (long) value;
                case I8, U8, BOOL -> tensor.asBytes()[i] = (byte) (int) value;
            }
        }
        return tensor;
    }

    static Set<String> states(ModelBinding binding) {
        return binding.inputs().stream()
                .filter(i -> i.feed() instanceof ModelBinding.Recurrent)
                .map(ModelBinding.Input::name)
                .collect(Collectors.toSet());
    }

    /** The contract of the dense model with the memory and the division of the delta one. */
    static Contract contract(
            OnnxSettings settings,
            ModelBinding binding,
            Contract dense,
            Map<String, String> measured,
            Refusals refusals) {
        DeltaSettings delta = java.util.Objects.requireNonNull(settings.delta());
        try {
            DeltaPlan plan = plan(binding);
            plan.check(delta);
            Contract contract =
                    dense.withStateBytes(dense.stateBytes() + plan.stateBytes()).withNotes(notes(plan, binding.macs()));
            if (delta.crossover() == null) {
                contract = contract.withMeasured(costsKey(binding), costs(binding, plan, measured));
            }
            return delta.ledger()
                    ? contract.withOutput(
                            LEDGER, ledgerSpec(dense.outputs().get(0).spec()))
                    : contract;
        } catch (UnsupportedModelException e) {
            refusals.refuse(
                    "model cannot run by changes",
                    "model=" + settings.model() + ", error=" + Errors.line(e),
                    "a model that can, or no delta");
            return dense;
        }
    }

    /** Figures depend on the model, its inputs and what runs it. */
    private static String costsKey(ModelBinding binding) {
        String shapes = binding.inputs().stream()
                .map(input -> input.name() + input.shape())
                .collect(Collectors.joining(","));
        return "delta-costs of " + binding.signature().digest() + " " + shapes + " "
                + String.join(",", binding.session().providers()) + " "
                + binding.session().threads();
    }

    /** What the device is said to have measured; else what this process measured before; else a measurement now. */
    private static String costs(ModelBinding binding, DeltaPlan plan, Map<String, String> measured)
            throws UnsupportedModelException {
        String key = costsKey(binding);
        String known = measured.get(key);
        if (known != null) {
            return known;
        }
        synchronized (COSTS) {
            String costs = COSTS.get(key);
            if (costs == null) {
                costs = CostProbe.measure(plan, slots(binding), engine(binding), SystemClock.INSTANCE::monotonicNanos);
                COSTS.put(key, costs);
            }
            return costs;
        }
    }

    private static StreamSpec ledgerSpec(StreamSpec output) {
        return output.reshaped(ElementType.F32, Axis.of("field", LEDGER_FIELDS)).withUnit("1");
    }

    private static List<String> notes(DeltaPlan plan, long macs) {
        List<String> notes = new ArrayList<>(plan.notes());
        long rest = Math.max(0, macs - plan.deltaMacs());
        notes.add(String.format(
                Locale.ROOT,
                "of %d MACs %d are in delta layers: %d expected if a tenth of what they read changes",
                rest + plan.deltaMacs(),
                plan.deltaMacs(),
                rest + plan.deltaMacs() / 10));
        return notes;
    }

    static DeltaProcessor open(
            String node, OnnxSettings settings, DeltaSettings delta, ModelBinding binding, Map<String, String> measured)
            throws UnsupportedModelException {
        List<Slot> inputs = slots(binding);
        DeltaPlan plan = plan(binding);
        String costs = delta.crossover() == null ? costs(binding, plan, measured) : null;
        DeltaRun run = DeltaRun.open(plan, inputs, delta, states(binding), binding.macs(), engine(binding), costs);
        return new DeltaProcessor(node, binding, inputs, run, settings.checkFinite(), delta.ledger());
    }
}
