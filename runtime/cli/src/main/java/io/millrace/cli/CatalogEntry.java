package io.millrace.cli;

import io.millrace.api.config.SettingInfo;
import io.millrace.api.config.Settings;
import io.millrace.api.config.Words;
import io.millrace.api.operator.Decoder;
import io.millrace.engine.catalog.Catalog;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something that a pipeline file can name.
 *
 * @param kind decoder, operator, source or sink
 * @param name the name
 * @param summary what it does
 * @param settings its settings record
 */
record CatalogEntry(String kind, String name, String summary, Class<? extends Record> settings) {

    static List<CatalogEntry> of(Catalog catalog) {
        List<CatalogEntry> entries = new ArrayList<>();
        catalog.sources()
                .values()
                .forEach(t -> entries.add(new CatalogEntry("source", t.name(), t.summary(), t.settings())));
        catalog.operators().values().stream()
                .filter(o -> o instanceof Decoder<?>)
                .forEach(o -> entries.add(new CatalogEntry("decoder", o.name(), o.summary(), o.settings())));
        catalog.operators().values().stream()
                .filter(o -> !(o instanceof Decoder<?>))
                .forEach(o -> entries.add(new CatalogEntry("operator", o.name(), o.summary(), o.settings())));
        catalog.sinks()
                .values()
                .forEach(t -> entries.add(new CatalogEntry("sink", t.name(), t.summary(), t.settings())));
        return entries;
    }

    /** How it is written into a file, and how to see what it takes and gives. */
    String note() {
        return switch (kind) {
            case "source" -> "sources: { NAME: { transport: " + name + ", ... } }";
            case "sink" -> "sinks: { NAME: { transport: " + name + ", in: ..., ... } }";
            case "decoder" ->
                "sources: { NAME: { decoder: " + name + ", ... } }, or decoder: { operator: " + name
                        + ", SETTING: ... }";
            default ->
                "nodes: { NAME: { operator: " + name
                        + ", in: ..., ... } }\n  What it takes and gives depends on its input:"
                        + " 'millrace plan' shows it for a pipeline.";
        };
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", kind);
        json.put("name", name);
        json.put("summary", summary);
        json.put(
                "settings",
                Settings.describe(settings).stream().map(CatalogEntry::json).toList());
        return json;
    }

    private static Map<String, Object> json(SettingInfo setting) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", setting.key());
        json.put("type", type(setting.type()));
        json.put("required", setting.isRequired());
        if (!setting.isRequired() && !setting.isOptional()) {
            json.put("default", setting.orElse());
        }
        if (Double.isFinite(setting.min())) {
            json.put("minimum", setting.min());
        }
        if (Double.isFinite(setting.max())) {
            json.put("maximum", setting.max());
        }
        if (setting.live()) {
            json.put("live", true);
        }
        json.put("help", setting.help());
        return json;
    }

    /** Type, range and default in a line, and whether it may change while the pipeline runs. */
    static String form(SettingInfo setting) {
        StringBuilder form = new StringBuilder(type(setting.type()));
        if (Double.isFinite(setting.min()) || Double.isFinite(setting.max())) {
            form.append(' ')
                    .append(Double.isFinite(setting.min()) ? number(setting.min()) : "")
                    .append("..")
                    .append(Double.isFinite(setting.max()) ? number(setting.max()) : "");
        }
        boolean none = setting.isOptional() || setting.orElse().isEmpty();
        form.append(setting.isRequired() ? ", required" : none ? ", optional" : ", default " + setting.orElse());
        return form.append(setting.live() ? ", live" : "").toString();
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType list) {
            return "list of " + type(list.getActualTypeArguments()[0]);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .map(c -> Words.of((Enum<?>) c))
                    .collect(Collectors.joining("|"));
        }
        if (raw.isRecord()) {
            return Settings.describe(raw.asSubclass(Record.class)).stream()
                    .map(SettingInfo::key)
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }
        return switch (raw.getSimpleName()) {
            case "int", "long", "Integer" -> "whole number";
            case "float", "double", "Double" -> "number";
            case "String" -> "text";
            default -> raw.getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
