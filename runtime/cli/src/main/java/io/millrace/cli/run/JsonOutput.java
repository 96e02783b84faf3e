package io.millrace.cli.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.cli.Json;
import io.millrace.cli.view.ShownPort;
import io.millrace.engine.run.RunReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** One JSON object a line: start, input, frame, status, and report as the last. */
final class JsonOutput implements RunOutput {

    private final PrintWriter out;
    private volatile Map<String, ShownPort> ports = Map.of();

    JsonOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void prepared(Plan plan, boolean virtual, Origin origin) {
        ports = ShownPort.of(plan);
        print(start(plan, virtual, origin.word()));
    }

    private static Map<String, Object> start(Plan plan, boolean virtual, String origin) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "start");
        json.put("pipeline", plan.pipeline());
        json.put("profile", plan.profile().name());
        json.put("time", virtual ? "virtual" : "real");
        json.put("origin", origin);
        json.put("nodes", plan.nodes().stream().map(PlannedNode::name).toList());
        json.put("edges", plan.edges().stream().map(PlannedEdge::id).toList());
        json.put("stages", plan.stages().size());
        json.put("queueBytes", plan.queueBytes());
        json.put("stateBytes", plan.stateBytes());
        return json;
    }

    @Override
    public void inputBegan(Path file, long records, long timeNanos) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "input");
        json.put("file", file.toString());
        json.put("recordsBefore", records);
        json.put("timeNanos", timeNanos);
        print(json);
    }

    @Override
    public void frame(String port, Frame frame) {
        print(FrameJson.of(port, ports.get(port), frame));
    }

    @Override
    public void tick(RunView view) {
        if (!view.virtual()) {
            print(ReportJson.status("status", view, view.run().report()));
            out.flush();
        }
    }

    @Override
    public long periodMillis() {
        return 1000;
    }

    @Override
    public boolean isAbandoned() {
        return out.checkError();
    }

    @Override
    public void finished(RunView view, RunReport report) {
        print(ReportJson.of(view, report));
        out.flush();
    }

    private synchronized void print(Map<String, ?> json) {
        out.print(Json.line(json));
        out.print('\n');
    }
}
