package io.millrace.engine.file;

import io.millrace.api.config.SettingInfo;
import io.millrace.api.config.Settings;
import io.millrace.api.config.Words;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.Decoder;
import io.millrace.engine.catalog.Catalog;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON schema of pipeline files, for editors: made from the same settings records that the engine binds, so that
 * it cannot say anything else. Given as maps and lists, which any JSON writer prints.
 */
public final class PipelineSchema {

    private PipelineSchema() {}

    /**
     * Makes the schema.
     *
     * @param catalog operators and transports that a file may name
     * @return a JSON object, draft 2020-12
     */
    public static Map<String, Object> of(Catalog catalog) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Millrace pipeline");
        schema.put("type", "object");
        schema.put("required", List.of("pipeline", "sources"));
        schema.put("additionalProperties", false);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("pipeline", text("Name of the pipeline."));
        properties.put("profile", text("Name or path of the device profile to plan for."));
        properties.put("sources", named(sourceSchema(catalog)));
        properties.put("nodes", named(nodeSchema(catalog)));
        properties.put("sinks", named(sinkSchema(catalog)));
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> sourceSchema(Catalog catalog) {
        List<Object> choices = new ArrayList<>();
        catalog.sources().forEach((name, transport) -> {
            Map<String, Object> properties = queueProperties();
            properties.put("transport", object("const", name, "description", transport.summary()));
            properties.put("decoder", decoderSchema(catalog));
            properties.put(
                    "on-disorder", text("drop, clamp, new-epoch or reorder(20ms): what happens to late frames."));
            properties.put("rate-hz", object("type", "number", "minimum", 0, "description", "Nominal rate."));
            properties.put(
                    "sensor",
                    text("Identifier of the sensor, for provenance; one of the device profile's if that has sensors."));
            properties.put("origin", object("enum", List.of("real", "replay", "simulated")));
            properties.put("demo", text("A recording for trying the pipeline out, relative to this file."));
            choices.add(choice(
                    properties, Settings.describe(transport.settings()), List.of("transport", "overflow", "capacity")));
        });
        return object("oneOf", choices);
    }

    private static Map<String, Object> decoderSchema(Catalog catalog) {
        List<Object> choices = new ArrayList<>();
        List<String> names = new ArrayList<>();
        catalog.operators().forEach((name, operator) -> {
            if (operator instanceof Decoder<?>) {
                names.add(name);
                Map<String, Object> properties = new LinkedHashMap<>();
                properties.put("operator", object("const", name, "description", operator.summary()));
                choices.add(choice(properties, Settings.describe(operator.settings()), List.of("operator")));
            }
        });
        choices.add(0, object("enum", names));
        return object("oneOf", choices);
    }

    private static Map<String, Object> nodeSchema(Catalog catalog) {
        List<Object> choices = new ArrayList<>();
        catalog.operators().forEach((name, operator) -> {
            Map<String, Object> properties = queueProperties();
            properties.put("in", inputSchema());
            properties.put("operator", object("const", name, "description", operator.summary()));
            properties.put(
                    "max-in-flight",
                    object(
                            "type",
                            "integer",
                            "minimum",
                            1,
                            "description",
                            "Frames that may be under way from here to the end of until; more wait in the queue."));
            properties.put("until", text("The node or sink whose work ends a frame's way, for max-in-flight."));
            boolean meant = name.equals(PipelineFile.MODEL_OPERATOR) || name.equals(PipelineFile.ALIGN_OPERATOR);
            choices.add(choice(
                    properties,
                    Settings.describe(operator.settings()),
                    meant ? List.of("in") : List.of("operator", "in")));
        });
        return object("oneOf", choices);
    }

    private static Map<String, Object> sinkSchema(Catalog catalog) {
        List<Object> choices = new ArrayList<>();
        catalog.sinks().forEach((name, transport) -> {
            Map<String, Object> properties = queueProperties();
            properties.put("in", inputSchema());
            properties.put("transport", object("const", name, "description", transport.summary()));
            choices.add(choice(properties, Settings.describe(transport.settings()), List.of("transport", "in")));
        });
        return object("oneOf", choices);
    }

    private static Map<String, Object> queueProperties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "overflow",
                object(
                        "enum",
                        words(Overflow.values()),
                        "description",
                        "What a full queue does; begins a stage of its own."));
        properties.put(
                "capacity",
                object(
                        "type",
                        "integer",
                        "minimum",
                        1,
                        "maximum",
                        EdgePolicy.MAX_CAPACITY,
                        "description",
                        "Frames that the queue holds."));
        properties.put(
                "on-failure",
                text("drop-frame, reset, restart, detach (a sink) or stop, with a budget: reset(10 per 1m),"
                        + " restart(10 per 1m, after 100ms)."));
        properties.put("deadline", text("How old a frame may be, from its arrival, to be worked on: 50ms."));
        return properties;
    }

    private static Map<String, Object> inputSchema() {
        return object(
                "oneOf",
                List.of(
                        text("What feeds it: a source, a node, or node.output."),
                        object("type", "array", "items", object("type", "string"), "minItems", 1),
                        object(
                                "type",
                                "object",
                                "additionalProperties",
                                object("type", "string"),
                                "minProperties",
                                1)));
    }

    private static Map<String, Object> choice(
            Map<String, Object> properties, List<SettingInfo> settings, List<String> required) {
        List<String> allRequired = new ArrayList<>(required);
        for (SettingInfo setting : settings) {
            properties.put(setting.key(), settingSchema(setting));
            if (setting.isRequired()) {
                allRequired.add(setting.key());
            }
        }
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("type", "object");
        choice.put("properties", properties);
        choice.put("required", allRequired);
        choice.put("additionalProperties", false);
        return choice;
    }

    private static Map<String, Object> settingSchema(SettingInfo setting) {
        Map<String, Object> schema = new LinkedHashMap<>(typeSchema(setting.type(), setting));
        String end = setting.isRequired() || setting.isOptional() ? "" : " Default: " + setting.orElse() + ".";
        schema.put("description", setting.help() + end);
        return schema;
    }

    private static Map<String, Object> typeSchema(Type type, SettingInfo setting) {
        if (type instanceof ParameterizedType list) {
            return object("type", "array", "items", typeSchema(list.getActualTypeArguments()[0], setting));
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return choice(new LinkedHashMap<>(), Settings.describe(raw.asSubclass(Record.class)), List.of());
        }
        if (raw == int.class || raw == long.class || raw == Integer.class) {
            return number("integer", setting);
        }
        if (raw == float.class || raw == double.class || raw == Double.class) {
            return number("number", setting);
        }
        if (raw == boolean.class) {
            return object("type", "boolean");
        }
        if (raw.isEnum()) {
            return object("enum", words((Enum<?>[]) raw.getEnumConstants()));
        }
        return object("type", List.of("string", "number", "boolean"));
    }

    private static Map<String, Object> number(String type, SettingInfo setting) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        if (setting.min() != Double.NEGATIVE_INFINITY) {
            schema.put("minimum", setting.min());
        }
        if (setting.max() != Double.POSITIVE_INFINITY) {
            schema.put("maximum", setting.max());
        }
        return schema;
    }

    private static Map<String, Object> named(Map<String, Object> entry) {
        return object("type", "object", "additionalProperties", entry);
    }

    /** A JSON object in the order of its keys: {@code Map.of} would print in another order on every run. */
    private static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    private static Map<String, Object> text(String description) {
        return object("type", "string", "description", description);
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Words::of).toList();
    }
}
