package io.millrace.engine.file;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.frame.Origin;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.NodeDef;
import io.millrace.api.graph.OnDisorder;
import io.millrace.api.graph.SinkDef;
import io.millrace.api.graph.SourceDef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pipeline file: the keys below are the format, everything else in an entry is a setting of the operator or
 * transport it names.
 *
 * <pre>{@code
 * pipeline: NAME
 * profile:  NAME or path of a device profile           (optional)
 * sources:  NAME: { transport, decoder, overflow, capacity, on-disorder, on-failure, deadline, rate-hz, sensor, origin, demo }
 * nodes:    NAME: { operator | model | align, in, overflow, capacity, on-failure, deadline, max-in-flight, until }
 * sinks:    NAME: { transport, in, overflow, capacity, on-failure, deadline }
 * }</pre>
 */
public final class PipelineFile {

    /** The operator that a node with {@code model:} means. */
    static final String MODEL_OPERATOR = "onnx";

    /** The operator that a node with {@code align:} means. */
    static final String ALIGN_OPERATOR = "align";

    private final ConfigValue.Mapping root;
    private final Problems problems;

    private PipelineFile(ConfigValue.Mapping root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /**
     * Reads a graph.
     *
     * @param root the file's content
     * @param problems gets everything that has the wrong form
     * @return the graph, incomplete if a problem was noted
     */
    public static Graph read(ConfigValue.Mapping root, Problems problems) {
        return new PipelineFile(root, problems).read();
    }

    private Graph read() {
        refuseUnknown(root, Keys.ROOT);
        Section top = new Section("pipeline", root, problems);
        String name = top.word("pipeline");
        if (name == null) {
            problems.add(root.location(), "key is missing: key=pipeline (expected a name for the pipeline)");
        }
        return new Graph(
                name == null ? "unnamed" : name,
                top.word("profile"),
                sections("sources", this::source),
                sections("nodes", this::node),
                sections("sinks", this::sink),
                root.location());
    }

    private <T> List<T> sections(String key, Function<Section, T> read) {
        ConfigValue value = root.entries().get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfigValue.Mapping entries)) {
            problems.add(
                    value.location(),
                    "value not understood: " + key + "=" + value + " (expected entries of the form name: { ... })");
            return List.of();
        }
        return entries.entries().entrySet().stream()
                .map(e -> section(key, e.getKey(), e.getValue()))
                .filter(Objects::nonNull)
                .map(s -> read.apply(Objects.requireNonNull(s)))
                .toList();
    }

    private @Nullable Section section(String kind, String name, ConfigValue value) {
        if (value instanceof ConfigValue.Mapping content) {
            return new Section(name, content, problems);
        }
        problems.add(
                value.location(),
                "value not understood: " + kind + "." + name + "=" + value + " (expected { key: value, ... })");
        return null;
    }

    private SourceDef source(Section section) {
        String transport = section.word("transport");
        return new SourceDef(
                section.name(),
                transport == null
                        ? null
                        : Component.written(transport, section.settings(Keys.SOURCE), section.location()),
                null,
                decoder(section),
                section.policy(),
                section.parsed("on-disorder", OnDisorder.DEFAULT, OnDisorder::parse),
                section.onFailure(),
                section.limits(),
                section.parsed("rate-hz", 0.0, Double.NaN, PipelineFile::rate),
                Objects.requireNonNullElse(section.word("sensor"), section.name()),
                section.constant("origin", Origin.REAL, Origin.class),
                section.word("demo"),
                section.location());
    }

    private @Nullable Component decoder(Section section) {
        ConfigValue value = section.value("decoder");
        if (value == null) {
            return null;
        }
        if (value instanceof ConfigValue.Mapping content) {
            Section decoder = new Section(section.name() + ".decoder", content, problems);
            String operator = decoder.word("operator");
            if (operator == null) {
                problems.add(value.location(), "key is missing: key=operator (expected the name of a decoder)");
                return Component.missing(value.location());
            }
            return Component.written(operator, content.without(List.of("operator")), value.location());
        }
        return Component.written(value.toString(), ConfigValue.Mapping.empty(value.location()), value.location());
    }

    private NodeDef node(Section section) {
        return new NodeDef(
                section.name(),
                operator(section),
                section.inputs(),
                section.policy(),
                section.onFailure(),
                section.limits(),
                section.location());
    }

    private Component operator(Section section) {
        String operator = section.word("operator");
        String type = operator == null ? meant(section) : operator;
        if (type == null) {
            problems.add(
                    section.location(),
                    "node does nothing: node=" + section.name()
                            + " (expected operator: NAME, model: FILE.onnx or align: POLICY)");
            return Component.missing(section.location());
        }
        return Component.written(type, section.settings(Keys.NODE), section.location());
    }

    /** The operator that a key of its own stands for. */
    private static @Nullable String meant(Section section) {
        if (section.value("model") != null) {
            return MODEL_OPERATOR;
        }
        return section.value("align") == null ? null : ALIGN_OPERATOR;
    }

    private SinkDef sink(Section section) {
        String transport = section.word("transport");
        if (transport == null) {
            problems.add(
                    section.location(),
                    "key is missing: sink=" + section.name()
                            + ", key=transport (expected the name of a sink transport)");
        }
        return new SinkDef(
                section.name(),
                transport == null
                        ? Component.missing(section.location())
                        : Component.written(transport, section.settings(Keys.SINK), section.location()),
                section.inputs(),
                section.policy(),
                section.onFailure(),
                section.limits(),
                section.location());
    }

    private void refuseUnknown(ConfigValue.Mapping mapping, List<String> known) {
        Map<String, ConfigValue> unknown = new LinkedHashMap<>(mapping.entries());
        unknown.keySet().removeAll(known);
        unknown.forEach((key, value) -> problems.add(
                value.location(), "unknown key: key=" + key + " (expected " + Words.oneOf(key, known) + ")"));
    }

    private static double rate(String text) {
        try {
            double hz = Double.parseDouble(text);
            if (hz >= 0 && hz < Double.POSITIVE_INFINITY) {
                return hz;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(rateMessage(text), e);
        }
        throw new IllegalArgumentException(rateMessage(text));
    }

    private static String rateMessage(String text) {
        return "value not understood: rate-hz=" + text + " (expected frames per second, 0 or more)";
    }
}
