package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.device.Sensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sensor that sends Wi-Fi channel state. What its node is set up to give decides which settings its decoder can
 * have, and how many bytes come.
 */
final class CsiSensor {

    static final List<String> SECONDARY = List.of("none", "above", "below");
    static final List<String> FORMATS = List.of("non-ht", "ht", "he");
    static final List<String> BANDWIDTHS = List.of("20 MHz", "40 MHz");

    private static final List<String> KEYS = List.of(
            "kind",
            "node",
            "rate",
            "secondary",
            "format",
            "bandwidth",
            "stbc",
            "csi-config",
            "antenna",
            "clock-domain");
    private static final List<String> PACKET_KEYS = List.of("secondary", "format", "bandwidth");
    private static final String DECODER = "esp32-csi";
    private static final int ALIGNMENT_BYTES = 4;

    private final String name;
    private final ConfigValue.Mapping content;
    private final Figures figures;
    private final Problems problems;

    CsiSensor(String name, ConfigValue.Mapping content, Figures figures, Problems problems) {
        this.name = name;
        this.content = content;
        this.figures = figures;
        this.problems = problems;
    }

    static int megahertz(String bandwidth) {
        return Integer.parseInt(bandwidth.substring(0, bandwidth.indexOf(' ')));
    }

    @Nullable Sensor read(@Nullable Double rateHz, String clock) {
        figures.refuseUnknown(KEYS);
        figures.require(List.of("node"));
        figures.text("antenna");
        String nodeName = figures.word("node");
        ConfigValue asked = content.entries().get("node");
        SensorNode node =
                nodeName == null || asked == null ? null : SensorNodes.load(nodeName, asked.location(), problems);
        if (node == null || rateHz == null) {
            return null;
        }
        if (node.maxRateHz() > 0 && rateHz > node.maxRateHz()) {
            problems.add(
                    content.location(),
                    "sensor is faster than its node: sensor=" + name + ", rate=" + rateHz + " Hz, node=" + nodeName
                            + " (expected at most " + node.maxRateHz() + " Hz)");
        }
        Map<String, String> config = config(node);
        Map<String, String> facts = SensorFile.facts(content, "");
        config.forEach((key, value) -> facts.putIfAbsent("csi-config." + key, value));
        Optional<CsiLayout> layout = layout(node, config);
        return layout.map(l -> sensor(l, config, facts, rateHz, clock))
                .orElseGet(() -> new Sensor(name, SensorFile.CSI, facts, rateHz, 0, clock, Map.of(DECODER, Map.of())));
    }

    /** The driver's settings: what is written, else the node's defaults. */
    private Map<String, String> config(SensorNode node) {
        Map<String, String> config = new LinkedHashMap<>(node.csiConfig());
        ConfigValue.Mapping written = figures.part("csi-config", "a mapping of the node's settings");
        if (written == null) {
            return config;
        }
        Figures own = new Figures(written, "sensors." + name + ".csi-config.", problems);
        own.refuseUnknown(List.copyOf(node.csiConfig().keySet()));
        written.entries().forEach((key, value) -> {
            String standard = node.csiConfig().get(key);
            boolean isNumber = standard != null && !standard.isEmpty() && Character.isDigit(standard.charAt(0));
            Object read = standard == null ? null : isNumber ? own.whole(key, 0, 15) : own.truth(key);
            if (read != null) {
                config.put(key, read.toString());
            }
        });
        return config;
    }

    /** What arrives for the packets that the sensor listens to; nothing if the profile or the node does not say. */
    private Optional<CsiLayout> layout(SensorNode node, Map<String, String> config) {
        boolean states = PACKET_KEYS.stream().anyMatch(content.entries()::containsKey)
                || content.entries().containsKey("stbc");
        if (!states) {
            return Optional.empty();
        }
        figures.require(PACKET_KEYS);
        String secondary = figures.choice("secondary", SECONDARY);
        String format = figures.choice("format", FORMATS);
        String bandwidth = figures.choice("bandwidth", BANDWIDTHS);
        Boolean stbc = content.entries().containsKey("stbc") ? figures.truth("stbc") : Boolean.FALSE;
        if (secondary == null || format == null || bandwidth == null || stbc == null) {
            return Optional.empty();
        }
        boolean legacyOnly = "true".equals(config.get("acquire-csi-force-lltf"));
        Optional<CsiLayout> found = node.layouts().stream()
                .filter(l -> l.isFor(
                        secondary,
                        legacyOnly ? "non-ht" : format,
                        legacyOnly ? 20 : megahertz(bandwidth),
                        !legacyOnly && stbc))
                .findFirst();
        for (String needed : List.of("enable", packetSwitch(format, bandwidth))) {
            if ("false".equals(config.get(needed))) {
                problems.add(
                        content.location(),
                        "sensor is switched off for its packets: sensor=" + name + ", format=" + format + ", bandwidth="
                                + bandwidth + ", csi-config." + needed + "=false (expected true)");
            }
        }
        if (found.isEmpty()) {
            problems.add(
                    content.location(),
                    "node gives nothing for such packets: sensor=" + name + ", node=" + node.name() + ", secondary="
                            + secondary + ", format=" + format + ", bandwidth=" + bandwidth + ", stbc=" + stbc
                            + " (expected "
                            + Words.oneOf(
                                    "secondary " + secondary + ", " + format,
                                    node.layouts().stream()
                                            .map(l -> "[" + l.packet() + "]")
                                            .toList())
                            + ")");
        }
        return found;
    }

    /** The setting of HE chips that lets packets of a kind through; older chips have no such setting. */
    private static String packetSwitch(String format, String bandwidth) {
        return switch (format) {
            case "non-ht" -> "acquire-csi-legacy";
            case "he" -> "acquire-csi-su";
            default -> bandwidth.equals("40 MHz") ? "acquire-csi-ht40" : "acquire-csi-ht20";
        };
    }

    private Sensor sensor(
            CsiLayout layout, Map<String, String> config, Map<String, String> facts, double rateHz, String clock) {
        int lltf = isOn(config, "lltf-en") ? layout.lltf() : 0;
        int ltf = isOn(config, "htltf-en") ? layout.ltf() : 0;
        int stbcLtf = isOn(config, "stbc-htltf2-en") ? layout.stbcLtf() : 0;
        int bytes = CsiLayout.BYTES_PER_SUBCARRIER * (lltf + ltf + stbcLtf);
        if (bytes == 0) {
            problems.add(
                    content.location(),
                    "sensor gives nothing: sensor=" + name + ", packets=" + layout.packet() + ", csi-config=" + config
                            + " (expected a field of these packets to be switched on)");
        } else if (bytes < layout.bytes()) {
            bytes = (bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
        }
        facts.put("bytes", Integer.toString(bytes));
        Map<String, List<String>> settings = new LinkedHashMap<>();
        settings.put("grid", grids(layout, lltf > 0, ltf + stbcLtf > 0));
        settings.put("block", blocks(lltf > 0, ltf > 0, stbcLtf > 0));
        return new Sensor(name, SensorFile.CSI, facts, rateHz, rateHz * bytes, clock, Map.of(DECODER, settings));
    }

    /** A field that no setting can switch off is on. */
    private static boolean isOn(Map<String, String> config, String key) {
        return !"false".equals(config.get(key));
    }

    private static List<String> grids(CsiLayout layout, boolean legacy, boolean later) {
        List<String> grids = new ArrayList<>();
        if (later) {
            grids.add(layout.format().equals("he") ? "he20" : layout.bandwidthMhz() == 40 ? "ht40" : "ht20");
        }
        if (legacy && !grids.contains("ht20")) {
            grids.add("ht20");
        }
        return grids.isEmpty() ? List.of("ht20") : grids;
    }

    private static List<String> blocks(boolean lltf, boolean ltf, boolean stbcLtf) {
        List<String> blocks = new ArrayList<>(List.of("auto"));
        if (lltf) {
            blocks.add("lltf");
        }
        if (ltf) {
            blocks.add("ht-ltf");
        }
        if (stbcLtf) {
            blocks.add("stbc-ht-ltf");
        }
        return blocks;
    }
}
