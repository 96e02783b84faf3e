package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.device.Network;
import io.millrace.api.device.NumericFormat;
import io.millrace.api.device.Overload;
import io.millrace.api.device.Sensor;
import io.millrace.api.device.Terms;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a profile sets for pipelines: numeric formats, network, sensors, and what full queues may do. */
final class TermsFile {

    private static final String FORMATS = "numeric-formats";
    private static final String NETWORK = "network";
    private static final String SENSORS = "sensors";
    private static final String OVERLOAD = "overload";
    static final List<String> KEYS = List.of(FORMATS, NETWORK, SENSORS, OVERLOAD);

    private final Figures figures;
    private final Problems problems;

    TermsFile(ConfigValue.Mapping file, Problems problems) {
        this.figures = new Figures(file, problems);
        this.problems = problems;
    }

    /** With what is not stated taken from the profile extended; sensors are added to its sensors by name. */
    Terms read(Terms base) {
        List<NumericFormat> formats = formats();
        Network network = network();
        Overload overload = overload();
        return new Terms(
                formats == null ? base.numericFormats() : formats,
                network == null ? base.network() : network,
                sensors(base.sensors()),
                overload == null ? base.overload() : overload);
    }

    private @Nullable List<NumericFormat> formats() {
        List<String> words = figures.choices(FORMATS, NumericFormat.words());
        return words == null
                ? null
                : words.stream().flatMap(w -> NumericFormat.of(w).stream()).toList();
    }

    private @Nullable Network network() {
        ConfigValue.Mapping part = figures.part(NETWORK, "{ link: ethernet, rate: 1 Gbit/s, mtu: 1500 }");
        if (part == null) {
            return null;
        }
        Figures own = new Figures(part, NETWORK + ".", problems);
        List<String> keys = List.of("link", "rate", "mtu");
        own.refuseUnknown(keys);
        own.require(keys);
        String link = own.word("link");
        Long rate = own.bitsPerSecond("rate");
        Integer mtu = own.whole("mtu", Network.MIN_MTU_BYTES, Network.MAX_MTU_BYTES);
        return link == null || rate == null || mtu == null ? null : new Network(link, rate, mtu);
    }

    private @Nullable Overload overload() {
        ConfigValue.Mapping part =
                figures.part(OVERLOAD, "{ allow: [drop-oldest], overflow: drop-oldest, capacity: 64 }");
        if (part == null) {
            return null;
        }
        Figures own = new Figures(part, OVERLOAD + ".", problems);
        own.refuseUnknown(List.of("allow", "overflow", "capacity"));
        List<String> policies = Arrays.stream(Overflow.values()).map(Words::of).toList();
        List<String> allow = own.choices("allow", policies);
        String overflow = own.choice("overflow", policies);
        Integer capacity = own.whole("capacity", 1, EdgePolicy.MAX_CAPACITY);
        Map<String, ConfigValue> written = part.entries();
        if (written.containsKey("overflow") != written.containsKey("capacity")) {
            problems.add(
                    part.location(),
                    "queue is half described: overload.overflow=" + overflow + ", overload.capacity=" + capacity
                            + " (expected both overflow and capacity, or neither)");
            return null;
        }
        if (overflow != null && allow != null && !allow.isEmpty() && !allow.contains(overflow)) {
            problems.add(
                    part.location(),
                    "overload contradicts itself: overload.overflow=" + overflow + " (expected "
                            + Words.oneOf(overflow, allow) + ", from overload.allow)");
            return null;
        }
        return new Overload(
                allow == null
                        ? List.of()
                        : allow.stream().map(TermsFile::overflow).toList(),
                overflow == null || capacity == null ? null : new EdgePolicy(overflow(overflow), capacity));
    }

    private static Overflow overflow(String word) {
        return Overflow.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private List<Sensor> sensors(List<Sensor> base) {
        ConfigValue.Mapping part = figures.part(SENSORS, "sensors of the form name: { kind: ..., ... }");
        if (part == null) {
            return base;
        }
        Map<String, Sensor> byName = new LinkedHashMap<>();
        base.forEach(sensor -> byName.put(sensor.name(), sensor));
        part.entries().forEach((name, value) -> {
            if (!Figures.WORD.matcher(name).matches()) {
                problems.add(
                        value.location(),
                        "name is not a word: sensors." + name + " (expected " + Figures.WORD_FORM + ")");
            } else if (value instanceof ConfigValue.Mapping content) {
                Sensor sensor = new SensorFile(name, content, problems).read();
                if (sensor != null) {
                    byName.put(name, sensor);
                }
            } else {
                problems.add(
                        value.location(),
                        "value not understood: sensors." + name + "=" + value + " (expected { kind: ..., ... })");
            }
        });
        return new ArrayList<>(byName.values());
    }
}
