package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.api.device.Sensor;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one sensor of a device profile. */
final class SensorFile {

    static final String CSI = "wifi-csi";
    static final String MICROPHONES = "microphones";
    static final String LIDAR = "lidar";
    static final String PROBE = "neural-probe";
    private static final List<String> KINDS = List.of(CSI, MICROPHONES, LIDAR, PROBE);

    private static final String PCM_DECODER = "pcm-audio";
    private static final Map<String, Integer> ENCODING_BYTES =
            Map.of("u8", 1, "s16le", 2, "s16be", 2, "s24le", 3, "s24be", 3, "s32le", 4, "f32le", 4, "f64le", 8);
    private static final int MAX_CHANNELS = 65_536;
    private static final int MAX_PACKET_BYTES = 65_535;

    private final String name;
    private final ConfigValue.Mapping content;
    private final Figures figures;
    private final Problems problems;

    SensorFile(String name, ConfigValue.Mapping content, Problems problems) {
        this.name = name;
        this.content = content;
        this.figures = new Figures(content, "sensors." + name + ".", problems);
        this.problems = problems;
    }

    /** The sensor, or null if a problem was noted. */
    @Nullable Sensor read() {
        int before = problems.size();
        figures.require(List.of("kind", "rate"));
        String kind = figures.choice("kind", KINDS);
        Double rateHz = figures.rateHz("rate");
        String clock = Objects.requireNonNullElse(figures.word("clock-domain"), name);
        if (kind == null) {
            return null;
        }
        Sensor sensor = switch (kind) {
            case CSI -> new CsiSensor(name, content, figures, problems).read(rateHz, clock);
            case LIDAR -> lidar(rateHz, clock);
            default -> sampled(kind, rateHz, clock);
        };
        return problems.size() == before ? sensor : null;
    }

    /** Channels sampled together: microphones, or the electrodes of a probe. */
    private @Nullable Sensor sampled(String kind, @Nullable Double rateHz, String clock) {
        figures.refuseUnknown(List.of("kind", "model", "rate", "channels", "encoding", "clock-domain"));
        figures.require(List.of("channels", "encoding"));
        Integer channels = figures.whole("channels", 1, MAX_CHANNELS);
        String encoding = figures.choice(
                "encoding", ENCODING_BYTES.keySet().stream().sorted().toList());
        if (rateHz == null || channels == null || encoding == null) {
            return null;
        }
        Map<String, Map<String, List<String>>> settings = new LinkedHashMap<>();
        settings.put(
                PCM_DECODER,
                Map.of(
                        "sample-rate-hz", List.of(plain(rateHz)),
                        "channels", List.of(channels.toString()),
                        "encoding", List.of(encoding)));
        if (kind.equals(PROBE)) {
            settings.put("spike-events", Map.of("channels", List.of(channels.toString())));
        }
        double bytesPerSecond = rateHz * channels * Objects.requireNonNull(ENCODING_BYTES.get(encoding));
        return new Sensor(name, kind, facts(content, ""), 0, bytesPerSecond, clock, settings);
    }

    private @Nullable Sensor lidar(@Nullable Double rateHz, String clock) {
        figures.refuseUnknown(List.of("kind", "model", "rate", "packet-rate", "packet-bytes", "clock-domain"));
        figures.require(List.of("packet-rate", "packet-bytes"));
        Double packetRateHz = figures.rateHz("packet-rate");
        Integer packetBytes = figures.whole("packet-bytes", 1, MAX_PACKET_BYTES);
        if (rateHz == null || packetRateHz == null || packetBytes == null) {
            return null;
        }
        return new Sensor(
                name,
                LIDAR,
                facts(content, ""),
                packetRateHz,
                packetRateHz * packetBytes,
                clock,
                Map.of("ouster-lidar", Map.of("turn-rate-hz", List.of(plain(rateHz)))));
    }

    /** What is written, key by key, parts of parts with a dot. */
    static Map<String, String> facts(ConfigValue.Mapping mapping, String prefix) {
        Map<String, String> facts = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> {
            if (value instanceof ConfigValue.Mapping part) {
                facts.putAll(facts(part, prefix + key + "."));
            } else {
                facts.put(prefix + key, value.toString());
            }
        });
        return facts;
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
