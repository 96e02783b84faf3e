package io.millrace.serving;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.NodeDef;
import io.millrace.engine.Draft;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Settings that a client states for its own instance. Only numbers, quantities, truth values and words are taken: never
 * anything that could name a file.
 */
final class ClientSettings {

    private static final Pattern HARMLESS =
            Pattern.compile("-?[0-9]{1,18}([.][0-9]{1,18})?(e-?[0-9]{1,3})?[a-zA-Z%]{0,8}|[a-z][a-z0-9-]{0,63}");
    private static final int MAX_SETTINGS = 64;

    private ClientSettings() {}

    /**
     * Changes settings of nodes.
     *
     * @param draft the pipeline
     * @param settings {@code node.setting} to its text
     * @return the changed pipeline; what is wrong with a value is told when it is compiled
     * @throws ConfigException if a node is not known or a value not of a kind that clients may state
     */
    static Draft apply(Draft draft, Map<String, String> settings) {
        Problems problems = new Problems();
        Location location = new Location("request", 0);
        List<String> names = draft.graph().nodes().stream().map(NodeDef::name).toList();
        if (settings.size() > MAX_SETTINGS) {
            problems.add(
                    location,
                    "too many settings: settings=" + settings.size() + " (expected at most " + MAX_SETTINGS + ")");
        }
        settings.forEach((path, value) -> {
            int dot = path.indexOf('.');
            if (dot < 0 || !names.contains(path.substring(0, dot))) {
                problems.add(
                        location,
                        "parameter not known: parameter=" + printable(path) + " (expected NODE.SETTING with one of "
                                + names + ")");
            } else if (!HARMLESS.matcher(value).matches() || path.endsWith(".model")) {
                problems.add(
                        location,
                        "value not allowed from a client: parameter=" + printable(path) + ", value=" + printable(value)
                                + " (expected a number, a quantity or a word)");
            }
        });
        problems.throwIfAny("parameters of the request");
        return draft.with(graph -> changed(graph, settings, location));
    }

    private static Graph changed(Graph graph, Map<String, String> settings, Location location) {
        List<NodeDef> nodes = graph.nodes().stream()
                .map(node -> changed(node, settings, location))
                .toList();
        return new Graph(graph.name(), graph.profile(), graph.sources(), nodes, graph.sinks(), graph.location());
    }

    private static NodeDef changed(NodeDef node, Map<String, String> settings, Location location) {
        Component component = node.operator();
        Map<String, ConfigValue> entries =
                new LinkedHashMap<>(component.written().entries());
        settings.forEach((path, value) -> {
            if (path.startsWith(node.name() + ".")) {
                entries.put(path.substring(node.name().length() + 1), new ConfigValue.Scalar(value, location));
            }
        });
        Component other = new Component(
                component.type(),
                new ConfigValue.Mapping(entries, component.written().location()),
                component.given(),
                component.location());
        return new NodeDef(node.name(), other, node.inputs(), node.policy(), node.onFailure(), node.location());
    }

    private static String printable(String text) {
        String cut = text.length() > 64 ? text.substring(0, 64) + "..." : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
