package io.millrace.engine.compile;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Sensor;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Port;
import io.millrace.api.stream.StreamSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fits sources to the sensors of the device that they name: what a file does not say comes from the sensor, and what it
 * says must not contradict it.
 */
final class SensorFitter {

    private final DeviceProfile profile;
    private final Problems problems;

    SensorFitter(DeviceProfile profile, Problems problems) {
        this.profile = profile;
        this.problems = problems;
    }

    /** The source with rate and decoder settings of its sensor; as it was if it has none or a problem was noted. */
    SourceDef fit(SourceDef source) {
        Optional<Sensor> found = profile.terms().sensor(source.sensor());
        if (found.isEmpty()) {
            refuseUnknown(source);
            return source;
        }
        Sensor sensor = found.get();
        return source.with(decoder(source, sensor), rateHz(source, sensor));
    }

    /** A source without {@code sensor:} is called like itself, which is no mistake where no sensor is called so. */
    private void refuseUnknown(SourceDef source) {
        List<String> names =
                profile.terms().sensors().stream().map(Sensor::name).toList();
        if (!names.isEmpty() && !source.sensor().equals(source.name())) {
            problems.add(
                    source.location(),
                    "no such sensor on the device: source=" + source.name() + ", sensor=" + source.sensor()
                            + " (expected " + Words.oneOf(source.sensor(), names) + ", from profile " + profile.name()
                            + ")");
        }
    }

    private double rateHz(SourceDef source, Sensor sensor) {
        if (sensor.recordRateHz() == 0 || source.rateHz() == 0) {
            return source.rateHz() == 0 ? sensor.recordRateHz() : source.rateHz();
        }
        if (source.rateHz() > sensor.recordRateHz()) {
            problems.add(
                    source.location(),
                    "source is faster than its sensor: source=" + source.name() + ", rate-hz=" + source.rateHz()
                            + ", sensor=" + sensor.name() + " (expected at most " + sensor.recordRateHz()
                            + ", from profile " + profile.name() + ")");
        }
        return source.rateHz();
    }

    private @Nullable Component decoder(SourceDef source, Sensor sensor) {
        Component decoder = source.decoder();
        if (decoder == null || decoder.isMissing() || decoder.given() != null) {
            return decoder;
        }
        Map<String, List<String>> settings = sensor.settings().get(decoder.type());
        if (settings == null) {
            problems.add(
                    decoder.location(),
                    "decoder does not read the sensor: source=" + source.name() + ", decoder=" + decoder.type()
                            + ", sensor=" + sensor.name() + " (expected "
                            + Words.oneOf(decoder.type(), sensor.settings().keySet()) + ", because the sensor is "
                            + sensor.kind() + " in profile " + profile.name() + ")");
            return decoder;
        }
        Map<String, ConfigValue> entries = new LinkedHashMap<>(decoder.written().entries());
        settings.forEach((key, allowed) -> {
            ConfigValue written = entries.get(key);
            if (written == null) {
                entries.put(key, new ConfigValue.Scalar(allowed.get(0), decoder.location()));
            } else if (allowed.stream().noneMatch(value -> same(value, written.toString()))) {
                problems.add(
                        written.location(),
                        "setting contradicts the sensor: source=" + source.name() + ", " + key + "=" + written
                                + ", sensor=" + sensor.name() + " (expected "
                                + Words.oneOf(written.toString(), allowed) + ", from profile " + profile.name() + ")");
            }
        });
        return Component.written(
                decoder.type(),
                new ConfigValue.Mapping(entries, decoder.written().location()),
                decoder.location());
    }

    /** Numbers are compared as numbers: 16000 and 16e3 are one. */
    private static boolean same(String value, String written) {
        try {
            return value.equals(written) || new BigDecimal(value).compareTo(new BigDecimal(written)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * What leaves a decoder on the sensor's own clock carries the name of that clock, so that two sensors are not taken
     * for one; and the plan says how the sensor is set up, because that changes what is measured.
     */
    Resolved onItsClock(SourceDef source, Resolved decoder) {
        Contract contract = decoder.contract();
        Optional<Sensor> found = profile.terms().sensor(source.sensor());
        if (contract == null || found.isEmpty()) {
            return decoder;
        }
        Sensor sensor = found.get();
        List<Port> outputs =
                contract.outputs().stream().map(p -> onItsClock(p, sensor)).toList();
        List<String> notes = new ArrayList<>(contract.notes());
        notes.add("sensor " + sensor.name() + ": "
                + sensor.facts().entrySet().stream()
                        .map(fact -> fact.getKey() + "=" + fact.getValue())
                        .collect(Collectors.joining(", ")));
        return decoder.with(new Contract(
                outputs,
                contract.delayNanos(),
                contract.stateBytes(),
                contract.macsPerFrame(),
                contract.drops(),
                notes,
                contract.measured()));
    }

    private static Port onItsClock(Port port, Sensor sensor) {
        StreamSpec spec = port.spec();
        return spec.clockDomain().equals(StreamSpec.HOST_CLOCK)
                ? port
                : new Port(port.name(), spec.withClockDomain(sensor.clockDomain()));
    }
}
