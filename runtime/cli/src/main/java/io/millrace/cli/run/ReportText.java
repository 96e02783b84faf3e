package io.millrace.cli.run;

import io.millrace.cli.forecast.Comparison;
import io.millrace.cli.view.EdgeTable;
import io.millrace.cli.view.Text;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.NodeReport;
import io.millrace.engine.run.NodeState;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.RunState;
import io.millrace.engine.run.SourceReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report of a run for people. */
final class ReportText {

    private ReportText() {}

    static List<String> of(RunView view, RunReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s after %s  [%s]",
                report.pipeline(),
                report.state().name().toLowerCase(Locale.ROOT),
                Text.clock(Duration.ofNanos(report.elapsedNanos())),
                view.origin(report).word().toUpperCase(Locale.ROOT)));
        if (report.failure() != null) {
            lines.add("failed because: " + report.failure());
        }
        report.sources().forEach(source -> lines.add(source(view, source)));
        lines.add("");
        lines.addAll(EdgeTable.of(report));
        lines.add("");
        for (NodeReport node : report.nodes()) {
            if (node.age().samples() > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "from arrival to %s: p50 %s, p99 %s",
                        node.node(),
                        Text.nanos((double) node.age().p50Nanos()),
                        Text.nanos((double) node.age().p99Nanos())));
            }
            if (!node.gauges().isEmpty()) {
                lines.add(node.node() + ": " + gauges(node));
            }
            if (node.failures() > 0) {
                lines.add(node.node() + " failed " + Text.count(node.failures())
                        + (node.failures() == 1 ? " time" : " times"));
            }
            if (node.state() != NodeState.RUNNING) {
                lines.add(node.node() + " is " + node.state().name().toLowerCase(Locale.ROOT) + " because: "
                        + node.cause());
            }
        }
        report.stalls().forEach(stall -> lines.add(stall.toString()));
        lines.addAll(report.notes());
        Comparison comparison = view.comparison(report);
        if (comparison != null) {
            lines.addAll(comparison.lines());
            lines.add("");
        }
        lines.add(verdict(report));
        return lines;
    }

    private static String gauges(NodeReport node) {
        return node.gauges().entrySet().stream()
                .map(g -> g.getKey() + " " + Text.number(g.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String source(RunView view, SourceReport source) {
        SocketFeeder feeder = view.feeders().get(source.source());
        String played = feeder == null ? "" : ", " + Text.count(feeder.sent()) + " records sent there from a recording";
        return source.source() + ": " + source.transport() + " " + source.address() + played;
    }

    private static String verdict(RunReport report) {
        if (!report.balances()) {
            List<String> wrong = report.edges().stream()
                    .filter(e -> !e.balances())
                    .map(EdgeCount::edge)
                    .toList();
            return "THE BOOKS DO NOT BALANCE on " + wrong + ": please report this";
        }
        long inFlight = report.edges().stream().mapToLong(EdgeCount::inFlight).sum();
        return "The books balance on every edge: in = out + dropped + in flight"
                + (report.state() == RunState.COMPLETED && inFlight == 0 ? ", and nothing is left in flight." : ".");
    }
}
