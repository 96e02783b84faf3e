package io.millrace.config;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values from the command line that take the place of what a file says: {@code nodes.presence.window-frames=75}. */
public final class Overrides {

    /** Where values from the command line stand. */
    public static final Location LOCATION = new Location("--set", 0);

    private static final String FORM = "path.to.key=value or path.to.key=[a, b]";

    private Overrides() {}

    /**
     * Sets values in a tree. Every mapping on the way must be there already; the key itself need not. Of several values
     * for one key the last wins.
     *
     * @param tree the tree of a file
     * @param settings what to set: keys from the top joined by dots, {@code =}, a word or a list {@code [a, b]} of words
     * @param problems gets every setting that cannot be made
     * @return the tree with all settings that could be made
     */
    public static ConfigValue.Mapping apply(ConfigValue.Mapping tree, List<String> settings, Problems problems) {
        ConfigValue.Mapping result = tree;
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            List<String> path =
                    List.of(setting.substring(0, Math.max(0, equals)).strip().split("\\.", -1));
            if (equals < 0 || path.contains("")) {
                problems.add(
                        LOCATION, "override not understood: set=" + Shown.of(setting) + " (expected " + FORM + ")");
                continue;
            }
            ConfigValue value = value(setting, setting.substring(equals + 1).strip(), problems);
            if (value != null) {
                result = set(result, path, 0, value, problems);
            }
        }
        return result;
    }

    private static @Nullable ConfigValue value(String setting, String text, Problems problems) {
        if (!text.startsWith("[")) {
            return new ConfigValue.Scalar(text, LOCATION);
        }
        String inner =
                text.length() < 2 ? "[" : text.substring(1, text.length() - 1).strip();
        List<ConfigValue> items = new ArrayList<>();
        boolean isList = text.endsWith("]") && inner.indexOf('[') < 0 && inner.indexOf(']') < 0;
        for (String item : inner.isEmpty() ? new String[0] : inner.split(",", -1)) {
            isList &= !item.isBlank();
            items.add(new ConfigValue.Scalar(item.strip(), LOCATION));
        }
        if (!isList) {
            problems.add(LOCATION, "override not understood: set=" + Shown.of(setting) + " (expected " + FORM + ")");
            return null;
        }
        return new ConfigValue.Sequence(items, LOCATION);
    }

    /** Recurses no deeper than the tree, whose depth is bounded. */
    private static ConfigValue.Mapping set(
            ConfigValue.Mapping tree, List<String> path, int depth, ConfigValue value, Problems problems) {
        String key = path.get(depth);
        ConfigValue former = tree.entries().get(key);
        Map<String, ConfigValue> entries = new LinkedHashMap<>(tree.entries());
        String shown = "set=" + String.join(".", path);
        if (depth == path.size() - 1) {
            if (former instanceof ConfigValue.Mapping mapping) {
                problems.add(
                        LOCATION,
                        "override hits a mapping: " + shown + " (expected one more key: "
                                + Words.oneOf("", mapping.entries().keySet()) + ")");
                return tree;
            }
            entries.put(key, value);
        } else if (former instanceof ConfigValue.Mapping inner) {
            entries.put(key, set(inner, path, depth + 1, value, problems));
        } else {
            problems.add(
                    LOCATION,
                    "override hits nothing: " + shown + ", key=" + key + " (expected "
                            + Words.oneOf(key, mappings(tree)) + ")");
            return tree;
        }
        return new ConfigValue.Mapping(entries, tree.location());
    }

    private static List<String> mappings(ConfigValue.Mapping tree) {
        return tree.entries().entrySet().stream()
                .filter(e -> e.getValue() instanceof ConfigValue.Mapping)
                .map(Map.Entry::getKey)
                .toList();
    }
}
