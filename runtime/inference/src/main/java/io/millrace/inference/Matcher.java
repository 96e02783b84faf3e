package io.millrace.inference;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Matches a model with its settings and stream. A stream may lack leading axes of 1 that the model wants; the outputs
 * then do without as many.
 */
final class Matcher {

    /**
     * What could be told without running the model.
     *
     * @param inputs inputs in the model's order
     * @param shapes shapes of outputs by name, as far as they follow from the signature
     * @param states inputs by the output that becomes them
     * @param dims sizes of named dynamic axes
     * @param missingAxes leading axes of 1 that the stream lacks
     */
    record Draft(
            List<ModelBinding.Input> inputs,
            Map<String, Shape> shapes,
            Map<String, ModelBinding.Input> states,
            Map<String, Integer> dims,
            int missingAxes) {}

    private final OnnxSettings settings;
    private final ModelSignature model;
    private final String inputName;
    private final StreamSpec stream;
    private final Refusals refusals;
    private final Symbols symbols = new Symbols();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private int missingAxes = Integer.MAX_VALUE;
    private boolean refused;

    Matcher(OnnxSettings settings, ModelSignature model, String inputName, StreamSpec stream, Refusals refusals) {
        this.settings = settings;
        this.model = model;
        this.inputName = inputName;
        this.stream = stream;
        this.refusals = refusals;
    }

    /** The draft, or null if something was refused. */
    @Nullable Draft match() {
        checkTypes();
        if (refused) {
            return null;
        }
        fixDims();
        Map<String, ModelBinding.Feed> feeds = new Feeds(model, inputName, stream, this::refuse).decide(settings);
        // What streams feed comes first: it fixes the named axes that constants and states share.
        feeds.forEach((name, feed) -> {
            if (feed instanceof ModelBinding.Whole || feed instanceof ModelBinding.Part) {
                fitStream(port(name), feed);
            }
        });
        feeds.forEach((name, feed) -> {
            if (feed instanceof ModelBinding.Constant || feed instanceof ModelBinding.Recurrent) {
                fitOwn(port(name), feed);
            }
        });
        return refused ? null : draft(feeds);
    }

    private ModelPort port(String input) {
        return model.input(input).orElseThrow();
    }

    private void refuse(String what, String found, String expected) {
        refused = true;
        refusals.refuse(what, found, expected);
    }

    private void checkTypes() {
        Stream.concat(model.inputs().stream(), model.outputs().stream())
                .filter(p -> p.element() == null)
                .forEach(p -> refuse(
                        "type of the model cannot be carried by frames",
                        "model-port=" + p.name() + ", type=" + p,
                        "one of f32, f64, i8, u8, i16, i32, i64, bool"));
    }

    private void fixDims() {
        Assignments.read("dims", settings.dims(), model.symbols(), this::refuse).forEach((name, size) -> {
            if (size < 1 || size != Math.rint(size) || size > Integer.MAX_VALUE) {
                refuse("size of an axis out of range", "dims=" + name + "=" + size, "a whole number, at least 1");
            } else {
                symbols.fits(Axis.dynamic(name), size.intValue());
            }
        });
    }

    private void fitStream(ModelPort port, ModelBinding.Feed feed) {
        StreamSpec arriving = Feeds.arriving(feed, stream);
        int missing = port.rank() - arriving.axes().size();
        boolean fits = arriving.kind() == PayloadKind.TENSOR
                && arriving.element() == port.element()
                && arriving.isStatic()
                && missing >= 0;
        int[] extents = new int[port.rank()];
        for (int i = 0; fits && i < extents.length; i++) {
            extents[i] = i < missing ? 1 : arriving.axes().get(i - missing).size();
            fits = symbols.fits(port.axes().get(i), extents[i]);
        }
        if (fits) {
            shapes.put(port.name(), Shape.of(extents));
            missingAxes = Math.min(missingAxes, missing);
        } else {
            refuse(
                    "stream does not fit the model",
                    "input=" + inputName + ", model-input=" + port.name() + ", stream=" + arriving + dimsFound(port),
                    port + ", fixed; leading axes of 1 may be left out");
        }
    }

    private String dimsFound(ModelPort port) {
        Map<String, Integer> known = new LinkedHashMap<>(symbols.sizes());
        known.keySet().retainAll(port.axes().stream().map(Axis::name).toList());
        return known.isEmpty() ? "" : ", dims=" + known;
    }

    private void fitOwn(ModelPort port, ModelBinding.Feed feed) {
        int[] extents = new int[port.rank()];
        for (int i = 0; i < extents.length; i++) {
            Axis axis = port.axes().get(i);
            Integer extent = symbols.extent(axis);
            if (extent == null && !axis.name().isEmpty()) {
                refuse(
                        "size of an axis is not known",
                        "model-input=" + port.name() + ", type=" + port + ", axis=" + axis.name(),
                        "dims: [" + axis.name() + "=...]");
            }
            extents[i] = extent == null ? 1 : extent;
        }
        shapes.put(port.name(), Shape.of(extents));
        if (feed instanceof ModelBinding.Constant constant) {
            checkRange(port, constant.value());
        } else if (feed instanceof ModelBinding.Recurrent recurrent) {
            checkPair(port, model.output(recurrent.output()).orElseThrow());
        }
    }

    private void checkRange(ModelPort port, double value) {
        boolean fits = switch (elementOf(port)) {
            case F32, F64 -> true;
            case I8 -> value == (byte) value;
            case U8 -> value == ((int) value & 0xff);
            case I16 -> value == (short) value;
            case I32 -> value == (int) value;
            case I64 -> value == (long) value;
            case BOOL -> value == 0 || value == 1;
        };
        if (!fits) {
            refuse(
                    "constant does not fit its type",
                    "model-input=" + port.name() + ", constant=" + value,
                    "a value of " + port.typeName());
        }
    }

    private void checkPair(ModelPort input, ModelPort output) {
        Shape shape = Objects.requireNonNull(shapes.get(input.name()));
        boolean fits = input.element() == output.element() && output.rank() == shape.rank();
        for (int i = 0; fits && i < shape.rank(); i++) {
            Axis axis = output.axes().get(i);
            fits = axis.isDynamic() || axis.size() == shape.extent(i);
        }
        if (!fits) {
            refuse(
                    "state changes its type",
                    "state=" + input.name() + "->" + output.name() + ", from=" + output,
                    input.typeName() + shape);
        }
    }

    private Draft draft(Map<String, ModelBinding.Feed> feeds) {
        List<ModelBinding.Input> inputs = new ArrayList<>();
        Map<String, ModelBinding.Input> states = new LinkedHashMap<>();
        Map<String, Shape> outputs = new LinkedHashMap<>();
        for (ModelPort port : model.inputs()) {
            ModelBinding.Feed feed = Objects.requireNonNull(feeds.get(port.name()));
            Shape shape = Objects.requireNonNull(shapes.get(port.name()));
            ModelBinding.Input input = new ModelBinding.Input(port.name(), elementOf(port), shape, feed);
            inputs.add(input);
            if (feed instanceof ModelBinding.Recurrent recurrent) {
                states.put(recurrent.output(), input);
            }
        }
        for (ModelPort port : model.outputs()) {
            Shape shape = symbols.shape(port.axes());
            if (shape != null) {
                outputs.put(port.name(), shape);
            }
        }
        return new Draft(inputs, outputs, states, symbols.sizes(), missingAxes);
    }

    static ElementType elementOf(ModelPort port) {
        return Objects.requireNonNull(port.element());
    }
}
