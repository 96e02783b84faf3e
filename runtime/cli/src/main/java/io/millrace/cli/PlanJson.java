package io.millrace.cli;

import io.millrace.api.operator.Port;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedPath;
import io.millrace.api.plan.PlannedStage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A plan for programs. */
final class PlanJson {

    private PlanJson() {}

    static Map<String, Object> of(Plan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pipeline", plan.pipeline());
        json.put("profile", plan.profile().name());
        json.put("nodes", plan.nodes().stream().map(PlanJson::node).toList());
        json.put("edges", plan.edges().stream().map(PlanJson::edge).toList());
        json.put("stages", plan.stages().stream().map(PlanJson::stage).toList());
        json.put("paths", plan.paths().stream().map(PlanJson::path).toList());
        json.put("queueBytes", plan.queueBytes());
        json.put("stateBytes", plan.stateBytes());
        return json;
    }

    private static Map<String, Object> node(PlannedNode node) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", node.name());
        json.put("role", node.role().name().toLowerCase(Locale.ROOT));
        json.put("type", node.type());
        json.put("settings", node.settings());
        json.put("stage", node.stage());
        json.put(
                "outputs",
                node.contract().outputs().stream().map(PlanJson::port).toList());
        json.put("delayNanos", node.contract().delayNanos());
        json.put("stateBytes", node.contract().stateBytes());
        json.put("macsPerFrame", node.contract().macsPerFrame());
        json.put("notes", node.contract().notes());
        json.put("onFailure", node.onFailure().toString());
        json.put("limits", node.limits().toString());
        return json;
    }

    private static Map<String, Object> port(Port port) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", port.name());
        json.put("stream", port.spec().toString());
        return json;
    }

    private static Map<String, Object> edge(PlannedEdge edge) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("edge", edge.id());
        json.put("stream", edge.spec().toString());
        json.put("queue", edge.policy() == null ? null : String.valueOf(edge.policy()));
        json.put("bytes", edge.bytes());
        return json;
    }

    private static Map<String, Object> stage(PlannedStage stage) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("index", stage.index());
        json.put("thread", stage.thread());
        json.put("nodes", stage.nodes());
        return json;
    }

    private static Map<String, Object> path(PlannedPath path) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("nodes", path.nodes());
        json.put("delayNanos", path.delayNanos());
        json.put("macsPerSecond", path.macsPerSecond());
        json.put("hops", path.hops());
        return json;
    }
}
