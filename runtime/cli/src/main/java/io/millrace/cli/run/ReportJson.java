package io.millrace.cli.run;

import io.millrace.cli.forecast.Comparison;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.Latency;
import io.millrace.engine.run.NodeReport;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.SourceReport;
import io.millrace.engine.run.StageStall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of a run for programs. */
final class ReportJson {

    private ReportJson() {}

    /** The part for those who look on from outside. */
    static Map<String, Object> live(RunReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pipeline", report.pipeline());
        json.put("state", report.state().name().toLowerCase(Locale.ROOT));
        json.put("elapsedSeconds", report.elapsedNanos() / 1e9);
        json.put("edges", edges(report.edges()));
        json.put("nodes", report.nodes().stream().map(ReportJson::node).toList());
        json.put("notes", report.notes());
        return json;
    }

    static Map<String, Object> of(RunView view, RunReport report) {
        Map<String, Object> json = status("report", view, report);
        json.put("failure", report.failure());
        json.put("sources", report.sources().stream().map(s -> source(view, s)).toList());
        json.put("nodes", report.nodes().stream().map(ReportJson::node).toList());
        json.put("notes", report.notes());
        json.put("stalls", report.stalls().stream().map(ReportJson::stall).toList());
        Comparison comparison = view.comparison(report);
        if (comparison != null) {
            json.put("forecast", comparison.json());
        }
        json.put("balanced", report.balances());
        return json;
    }

    /** The part that is worth repeating while the run goes on. */
    static Map<String, Object> status(String type, RunView view, RunReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put("pipeline", report.pipeline());
        json.put("state", report.state().name().toLowerCase(Locale.ROOT));
        json.put("origin", view.origin(report).word());
        json.put("elapsedSeconds", report.elapsedNanos() / 1e9);
        json.put("edges", edges(report.edges()));
        json.put("ports", edges(report.ports()));
        return json;
    }

    static Map<String, Object> source(RunView view, SourceReport source) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("source", source.source());
        json.put("transport", source.transport());
        json.put("address", source.address());
        json.put("origin", source.origin());
        json.put("sensors", source.sensors());
        SocketFeeder feeder = view.feeders().get(source.source());
        if (feeder != null) {
            json.put("sent", feeder.sent());
        }
        return json;
    }

    private static List<Map<String, Object>> edges(List<EdgeCount> edges) {
        return edges.stream().map(ReportJson::edge).toList();
    }

    private static Map<String, Object> edge(EdgeCount edge) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("edge", edge.edge());
        json.put("in", edge.in());
        json.put("out", edge.out());
        json.put("dropped", edge.dropped());
        json.put("inFlight", edge.inFlight());
        return json;
    }

    private static Map<String, Object> node(NodeReport node) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", node.node());
        json.put("type", node.type());
        json.put("stage", node.stage());
        json.put("state", node.state().name().toLowerCase(Locale.ROOT));
        json.put("cause", node.cause());
        json.put("failures", node.failures());
        json.put("service", latency(node.service()));
        json.put("age", latency(node.age()));
        json.put("lagNanos", node.lagNanos());
        if (!node.gauges().isEmpty()) {
            Map<String, Object> gauges = new LinkedHashMap<>();
            node.gauges().forEach((name, value) -> gauges.put(name, Double.isFinite(value) ? value : null));
            json.put("gauges", gauges);
        }
        return json;
    }

    private static Map<String, Object> stall(StageStall stall) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stage", stall.stage());
        json.put("thread", stall.thread());
        json.put("node", stall.node());
        json.put("reason", stall.reason());
        json.put("forNanos", stall.forNanos());
        json.put("inFlight", stall.inFlight());
        json.put("stack", stall.stack());
        return json;
    }

    private static Map<String, Object> latency(Latency latency) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("samples", latency.samples());
        json.put("p50Nanos", latency.p50Nanos());
        json.put("p99Nanos", latency.p99Nanos());
        json.put("p999Nanos", latency.p999Nanos());
        json.put("maxNanos", latency.maxNanos());
        return json;
    }
}
