package io.millrace.api.operator;

import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requirements on one input, stated one after the other; the last word is {@link #spec()}. */
public final class InputCheck {

    private final Inputs inputs;
    private final String name;
    private StreamSpec spec;

    InputCheck(Inputs inputs, String name, StreamSpec spec) {
        this.inputs = inputs;
        this.name = name;
        this.spec = spec;
    }

    /**
     * Requires dense tensors.
     *
     * @param element element type
     * @return this
     */
    public InputCheck tensor(ElementType element) {
        if (spec.kind() != PayloadKind.TENSOR || spec.element() != element) {
            mismatch("stream has another type", element.name().toLowerCase(Locale.ROOT) + " tensors");
            spec = spec.reshaped(element, spec.axes().toArray(new Axis[0]));
        }
        return this;
    }

    /**
     * Requires a number of axes.
     *
     * @param rank number of axes
     * @return this
     */
    public InputCheck rank(int rank) {
        if (spec.axes().size() != rank) {
            mismatch("stream has another rank", rank + (rank == 1 ? " axis" : " axes"));
            spec = spec.reshaped(
                    spec.element(),
                    Collections.nCopies(rank, Axis.of("missing", 1)).toArray(new Axis[0]));
        }
        return this;
    }

    /**
     * Requires that every axis has a known extent, at least 1.
     *
     * @return this
     */
    public InputCheck fixed() {
        boolean empty = spec.axes().stream().anyMatch(a -> a.size() == 0);
        if (empty) {
            mismatch("stream has no elements", "every axis at least 1 long");
        }
        if (!spec.isStatic()) {
            mismatch("stream changes its shape", "no dynamic axis");
        }
        if (empty || !spec.isStatic()) {
            spec = spec.reshaped(
                    spec.element(),
                    spec.axes().stream()
                            .map(a -> Axis.of(a.name(), Math.max(1, a.size())))
                            .toArray(Axis[]::new));
        }
        return this;
    }

    /**
     * Requires an axis by name.
     *
     * @param axis 0-based axis
     * @param axisName what must run along it
     * @return this
     */
    public InputCheck axis(int axis, String axisName) {
        if (axis >= spec.axes().size() || !spec.axes().get(axis).name().equals(axisName)) {
            mismatch("stream has another axis", "axis " + axis + " to be " + axisName);
            spec = withAxis(axis, axisName);
        }
        return this;
    }

    /**
     * Requires a nominal rate.
     *
     * @return this
     */
    public InputCheck rated() {
        if (spec.rateHz() <= 0) {
            mismatch("stream has no nominal rate", "a rate, set by rate-hz at the source");
            spec = spec.withRateHz(1);
        }
        return this;
    }

    /**
     * Requires address events whose address space is known: every axis has an extent of at least 1.
     *
     * @return this
     */
    public InputCheck events() {
        boolean events = spec.kind() == PayloadKind.EVENTS;
        boolean sized = !spec.axes().isEmpty() && spec.axes().stream().allMatch(a -> a.size() > 0);
        if (!events || !sized) {
            mismatch(events ? "addresses have no known range" : "stream has another type", "events with their axes");
            spec = StreamSpec.events(Axis.of("missing", 1))
                    .withRateHz(spec.rateHz())
                    .withClockDomain(spec.clockDomain());
        }
        return this;
    }

    /**
     * Requires bundles with given parts.
     *
     * @param parts names of the parts
     * @return this
     */
    public InputCheck bundle(String... parts) {
        boolean fits = spec.kind() == PayloadKind.BUNDLE;
        for (String part : parts) {
            fits &= spec.fields().containsKey(part);
        }
        if (!fits) {
            mismatch("stream has another type", "bundles with parts " + String.join(", ", parts));
            spec = withParts(parts);
        }
        return this;
    }

    private StreamSpec withAxis(int axis, String axisName) {
        List<Axis> axes = new ArrayList<>(spec.axes());
        while (axes.size() <= axis) {
            axes.add(Axis.of("missing", 1));
        }
        axes.set(axis, new Axis(axisName, axes.get(axis).size()));
        return spec.reshaped(spec.element(), axes.toArray(new Axis[0]));
    }

    private StreamSpec withParts(String... parts) {
        Map<String, StreamSpec> fields = new LinkedHashMap<>(spec.fields());
        for (String part : parts) {
            fields.putIfAbsent(part, StreamSpec.tensor(ElementType.F32, Axis.of("missing", 1)));
        }
        return StreamSpec.bundle(fields)
                .withRateHz(spec.rateHz())
                .withUnit(spec.unit())
                .withClockDomain(spec.clockDomain());
    }

    /**
     * What the input carries, or a stand-in that meets the requirements if it does not.
     *
     * @return the spec
     */
    public StreamSpec spec() {
        return spec;
    }

    /**
     * Name of the input.
     *
     * @return kebab-case name
     */
    public String name() {
        return name;
    }

    /**
     * Notes a problem of this input that the other methods do not know.
     *
     * @param what what is wrong
     * @param expected what would have been right
     */
    public void mismatch(String what, String expected) {
        inputs.refuse(what, "input=" + name + ", stream=" + spec, expected);
    }
}
