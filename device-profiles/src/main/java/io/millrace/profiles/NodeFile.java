package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one file that describes a kind of sensor node. */
final class NodeFile {

    static final String EXTENDS = "extends";
    static final String UNMEASURED = "unmeasured";
    /** What every node speaks of, each with a source. */
    static final List<String> FIGURES = List.of("element", "order", "csi-config", "max-rate", "layouts");

    private static final List<String> KEYS =
            List.of("node", "title", EXTENDS, "element", "order", "csi-config", "max-rate", "layouts", "sources");
    private static final List<String> LAYOUT_KEYS =
            List.of("secondary", "format", "bandwidth", "stbc", "lltf", "ltf", "stbc-ltf", "bytes");
    private static final int MAX_SUBCARRIERS = 1024;
    private static final int MAX_BYTES = 8192;

    private final ConfigValue.Mapping file;
    private final Figures figures;
    private final Problems problems;

    NodeFile(ConfigValue.Mapping file, Problems problems) {
        this.file = file;
        this.figures = new Figures(file, problems);
        this.problems = problems;
    }

    @Nullable SensorNode read(@Nullable SensorNode base) {
        figures.refuseUnknown(KEYS);
        figures.require(List.of("node", "title", "sources"));
        if (base == null) {
            figures.require(List.of("element", "order", "csi-config"));
        }
        String name = figures.word("node");
        String title = figures.text("title");
        // The decoder reads no other, so a node that sends another is refused instead of being misread.
        figures.choice("element", List.of("i8"));
        figures.choice("order", List.of("imaginary-real"));
        Double maxRateHz = figures.rateHz("max-rate");
        Map<String, String> sources = sources(base);
        Map<String, String> config = config();
        List<CsiLayout> layouts = layouts();
        if (name == null || title == null) {
            return null;
        }
        return new SensorNode(
                name,
                title,
                layouts != null ? layouts : base == null || withdrawn("layouts", sources) ? List.of() : base.layouts(),
                config != null ? config : base == null ? Map.of() : base.csiConfig(),
                maxRateHz != null ? maxRateHz : base == null || withdrawn("max-rate", sources) ? 0 : base.maxRateHz(),
                sources);
    }

    private static boolean withdrawn(String figure, Map<String, String> sources) {
        return UNMEASURED.equals(sources.get(figure));
    }

    private Map<String, String> sources(@Nullable SensorNode base) {
        Map<String, ConfigValue> written = figures.mapping("sources");
        Map<String, String> sources = new LinkedHashMap<>(base == null ? Map.of() : base.sources());
        written.forEach((figure, source) -> sources.put(figure, source.toString()));
        for (String figure : FIGURES) {
            if (!sources.containsKey(figure) || (file.entries().containsKey(figure) && !written.containsKey(figure))) {
                problems.add(
                        file.location(),
                        "figure without source: key=" + figure + " (expected sources: { " + figure
                                + ": a data sheet, or unmeasured })");
            }
        }
        new Figures(new ConfigValue.Mapping(written, file.location()), "sources.", problems).refuseUnknown(FIGURES);
        return sources;
    }

    private @Nullable Map<String, String> config() {
        ConfigValue.Mapping part = figures.part("csi-config", "a mapping from settings to their defaults");
        if (part == null) {
            return null;
        }
        Map<String, String> config = new LinkedHashMap<>();
        part.entries().forEach((key, value) -> config.put(key, value.toString()));
        return config;
    }

    private @Nullable List<CsiLayout> layouts() {
        ConfigValue value = file.entries().get("layouts");
        if (value == null) {
            return null;
        }
        List<CsiLayout> layouts = new ArrayList<>();
        List<ConfigValue> items = value instanceof ConfigValue.Sequence list ? list.items() : List.of(value);
        for (ConfigValue item : items) {
            if (item instanceof ConfigValue.Mapping row) {
                CsiLayout layout = layout(row);
                if (layout != null) {
                    layouts.add(layout);
                }
            } else {
                problems.add(
                        item.location(), "value not understood: layouts=" + item + " (expected a list of mappings)");
            }
        }
        return layouts;
    }

    private @Nullable CsiLayout layout(ConfigValue.Mapping row) {
        Figures own = new Figures(row, "layouts.", problems);
        own.refuseUnknown(LAYOUT_KEYS);
        own.require(List.of("secondary", "format", "bandwidth", "bytes"));
        String secondary = own.choice("secondary", CsiSensor.SECONDARY);
        String format = own.choice("format", CsiSensor.FORMATS);
        String bandwidth = own.choice("bandwidth", CsiSensor.BANDWIDTHS);
        Integer bytes = own.whole("bytes", 1, MAX_BYTES);
        Boolean stbc = row.entries().containsKey("stbc") ? own.truth("stbc") : Boolean.FALSE;
        Integer lltf = subcarriers(row, own, "lltf");
        Integer ltf = subcarriers(row, own, "ltf");
        Integer stbcLtf = subcarriers(row, own, "stbc-ltf");
        if (secondary == null
                || format == null
                || bandwidth == null
                || bytes == null
                || stbc == null
                || lltf == null
                || ltf == null
                || stbcLtf == null) {
            return null;
        }
        int sum = CsiLayout.BYTES_PER_SUBCARRIER * (lltf + ltf + stbcLtf);
        if (sum != bytes) {
            problems.add(
                    row.location(),
                    "layout does not add up: lltf=" + lltf + ", ltf=" + ltf + ", stbc-ltf=" + stbcLtf + ", bytes="
                            + bytes + " (expected " + sum + ", two for each sub-carrier)");
            return null;
        }
        return new CsiLayout(secondary, format, CsiSensor.megahertz(bandwidth), stbc, lltf, ltf, stbcLtf, bytes);
    }

    private static @Nullable Integer subcarriers(ConfigValue.Mapping row, Figures own, String key) {
        return row.entries().containsKey(key) ? own.whole(key, 0, MAX_SUBCARRIERS) : Integer.valueOf(0);
    }
}
