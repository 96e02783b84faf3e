package io.millrace.api.stream;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an edge carries, known for every edge when the plan is made.
 *
 * @param kind member of the payload family
 * @param element element type of tensors; of values for sparse tensors; U8 for events and bundles, where it means nothing
 * @param axes named axes of tensors, outermost first; of the address space of events, empty if it is not known; empty for
 *     bundles
 * @param fields parts of a bundle in order; empty for all else
 * @param rateHz nominal frames per second, or 0 if irregular or not known
 * @param unit unit of the elements in SI notation ({@code V}, {@code m/s}), {@code 1} for a pure number
 * @param clockDomain name of the clock that the frames' times are read from: {@code host}, {@code csi} ...
 */
public record StreamSpec(
        PayloadKind kind,
        ElementType element,
        List<Axis> axes,
        Map<String, StreamSpec> fields,
        double rateHz,
        String unit,
        String clockDomain) {

    /** The clock of this machine. */
    public static final String HOST_CLOCK = "host";

    /**
     * Makes the collections immutable, in their order, and checks the rate.
     *
     * @param kind member of the payload family
     * @param element element type
     * @param axes named axes, outermost first
     * @param fields parts of a bundle in order
     * @param rateHz nominal frames per second, 0 if not known
     * @param unit unit of the elements
     * @param clockDomain name of the clock
     * @throws IllegalArgumentException if the rate is negative or not a number
     */
    public StreamSpec {
        axes = List.copyOf(axes);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        if (!(rateHz >= 0)) {
            throw new IllegalArgumentException("rate out of range: rateHz=" + rateHz + " (expected 0 or more)");
        }
    }

    /**
     * A stream of dense tensors, dimensionless, of unknown rate, on the host's clock.
     *
     * @param element element type
     * @param axes named axes, outermost first
     * @return the spec
     */
    public static StreamSpec tensor(ElementType element, Axis... axes) {
        return new StreamSpec(PayloadKind.TENSOR, element, Arrays.asList(axes), Map.of(), 0, "1", HOST_CLOCK);
    }

    /**
     * A stream of raw records as a transport delivers them: U8 tensors of changing length.
     *
     * @return the spec
     */
    public static StreamSpec records() {
        return tensor(ElementType.U8, Axis.dynamic("byte"));
    }

    /**
     * A stream of address events. The axes say what an address means: an address is the row-major position in them, so
     * {@code channel=96} is a probe and {@code y=128, x=128} an event camera.
     *
     * @param axes named axes of the address space, outermost first; none if it is not known
     * @return the spec
     */
    public static StreamSpec events(Axis... axes) {
        return new StreamSpec(PayloadKind.EVENTS, ElementType.U8, Arrays.asList(axes), Map.of(), 0, "1", HOST_CLOCK);
    }

    /**
     * A stream of bundles.
     *
     * @param fields the parts in order
     * @return the spec
     */
    public static StreamSpec bundle(Map<String, StreamSpec> fields) {
        return new StreamSpec(PayloadKind.BUNDLE, ElementType.U8, List.of(), fields, 0, "1", HOST_CLOCK);
    }

    /**
     * The same stream at another nominal rate.
     *
     * @param hz frames per second, 0 if not known
     * @return the spec
     */
    public StreamSpec withRateHz(double hz) {
        return new StreamSpec(kind, element, axes, fields, hz, unit, clockDomain);
    }

    /**
     * The same stream in another unit.
     *
     * @param name unit of the elements
     * @return the spec
     */
    public StreamSpec withUnit(String name) {
        return new StreamSpec(kind, element, axes, fields, rateHz, name, clockDomain);
    }

    /**
     * The same stream on another clock.
     *
     * @param name clock domain
     * @return the spec
     */
    public StreamSpec withClockDomain(String name) {
        return new StreamSpec(kind, element, axes, fields, rateHz, unit, name);
    }

    /**
     * The same stream with other element type and axes: rate, unit and clock are kept.
     *
     * @param type element type
     * @param newAxes named axes, outermost first
     * @return the spec of a stream of tensors
     */
    public StreamSpec reshaped(ElementType type, Axis... newAxes) {
        return new StreamSpec(PayloadKind.TENSOR, type, Arrays.asList(newAxes), Map.of(), rateHz, unit, clockDomain);
    }

    /**
     * Whether every axis has a known extent.
     *
     * @return true if no axis is dynamic
     */
    public boolean isStatic() {
        return axes.stream().noneMatch(Axis::isDynamic);
    }

    /**
     * The shape of every frame of a static stream.
     *
     * @return the shape
     * @throws IllegalStateException if an axis is dynamic
     */
    public Shape shape() {
        if (!isStatic()) {
            throw new IllegalStateException("shape is not fixed: stream=" + this + " (expected no dynamic axis)");
        }
        return Shape.of(axes.stream().mapToInt(Axis::size).toArray());
    }

    /**
     * Size of one frame's elements: dynamic axes count as one, parts of bundles are summed.
     *
     * @return bytes, a lower bound if the stream is not static
     */
    public long frameBytes() {
        long own = kind == PayloadKind.TENSOR ? element.bytes() : 0;
        for (Axis axis : axes) {
            own *= Math.max(1, axis.size());
        }
        return own + fields.values().stream().mapToLong(StreamSpec::frameBytes).sum();
    }

    /** The form in which plans and errors show it: {@code f32[frame=100, subcarrier=64] 2 Hz, unit=1, clock=csi}. */
    @Override
    public String toString() {
        String body = switch (kind) {
            case TENSOR -> word(element.name()) + axes;
            case SPARSE -> "sparse " + word(element.name()) + axes;
            case EVENTS -> "events" + (axes.isEmpty() ? "" : axes);
            case BUNDLE ->
                fields.entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue().kindAndShape())
                        .collect(Collectors.joining(", ", "{", "}"));
        };
        return body
                + (rateHz > 0 ? " " + trim(rateHz) + " Hz" : "")
                + ("1".equals(unit) ? "" : ", unit=" + unit)
                + (HOST_CLOCK.equals(clockDomain) ? "" : ", clock=" + clockDomain);
    }

    private String kindAndShape() {
        return kind == PayloadKind.TENSOR ? word(element.name()) + axes : word(kind.name());
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String trim(double hz) {
        if (hz == Math.rint(hz)) {
            return Long.toString((long) hz);
        }
        // Three digits would turn 1234.5 into 1.23e+03.
        return String.format(Locale.ROOT, hz >= 1000 ? "%.1f" : "%.3g", hz);
    }
}
