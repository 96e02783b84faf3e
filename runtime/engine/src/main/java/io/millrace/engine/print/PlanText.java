package io.millrace.engine.print;

import io.millrace.api.config.Durations;
import io.millrace.api.operator.Contract;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedPath;
import io.millrace.api.plan.PlannedStage;
import java.time.Duration;
import java.util.Locale;

/** Prints a plan as text. */
public final class PlanText {

    private final Plan plan;
    private final StringBuilder out = new StringBuilder();

    private PlanText(Plan plan) {
        this.plan = plan;
    }

    /**
     * Prints a plan.
     *
     * @param plan the plan
     * @return lines, each ended
     */
    public static String of(Plan plan) {
        return new PlanText(plan).print();
    }

    private String print() {
        line(
                "pipeline %s on %s (%d cores, %s heap)",
                plan.pipeline(),
                plan.profile().name(),
                plan.profile().cores(),
                bytes(plan.profile().heapBytes()));
        for (PlannedNode node : plan.nodes()) {
            if (node.role() == PlannedNode.Role.SOURCE) {
                line("");
                line("source  %s  %s%s", node.name(), node.type(), settings(node));
                edgesFrom(node);
            }
        }
        for (PlannedStage stage : plan.stages()) {
            line("");
            line("stage %d  thread %s", stage.index(), stage.thread());
            stage.nodes().forEach(name -> node(plan.node(name)));
        }
        line("");
        plan.paths().forEach(this::path);
        line("memory  queues %s, state %s", bytes(plan.queueBytes()), bytes(plan.stateBytes()));
        return out.toString();
    }

    private void node(PlannedNode node) {
        Contract contract = node.contract();
        line("  %-14s %s%s", node.name(), node.type(), settings(node));
        StringBuilder costs = new StringBuilder("state " + bytes(contract.stateBytes()));
        if (contract.macsPerFrame() > 0) {
            costs.append(", ").append(contract.macsPerFrame()).append(" MACs a frame");
        }
        if (contract.delayNanos() > 0) {
            costs.append(", delay ").append(duration(contract.delayNanos()));
        }
        line("  %-14s %s, on-failure %s", "", costs, node.onFailure());
        String limits = node.limits().toString();
        if (!limits.isEmpty()) {
            line("  %-14s %s", "", limits);
        }
        contract.outputs().forEach(port -> line("  %-14s %s: %s", "", port.name(), port.spec()));
        contract.notes().forEach(note -> line("  %-14s %s", "", note));
        edgesFrom(node);
    }

    private void edgesFrom(PlannedNode node) {
        for (PlannedEdge edge : plan.edges()) {
            if (edge.from().equals(node.name()) && edge.crossesStage()) {
                line("  %-14s ══ %s ══> %s  (%s)", "", String.valueOf(edge.policy()), edge.to(), bytes(edge.bytes()));
            }
        }
    }

    private void path(PlannedPath path) {
        String macs = path.macsPerSecond() > 0 ? ", " + rate(path.macsPerSecond()) : "";
        line(
                "path    %s  (%d %s, delay %s%s)",
                String.join(" > ", path.nodes()),
                path.hops(),
                path.hops() == 1 ? "hop" : "hops",
                duration(path.delayNanos()),
                macs);
    }

    private static String rate(double macsPerSecond) {
        if (macsPerSecond < 1e3) {
            return String.format(Locale.ROOT, "%.0f MAC/s", macsPerSecond);
        }
        return macsPerSecond < 1e6
                ? String.format(Locale.ROOT, "%.1f kMAC/s", macsPerSecond / 1e3)
                : String.format(Locale.ROOT, "%.1f MMAC/s", macsPerSecond / 1e6);
    }

    private static String settings(PlannedNode node) {
        return node.settings().isEmpty() ? "" : "  " + String.join(", ", node.settings());
    }

    private static String duration(long nanos) {
        return nanos == 0 ? "0" : Durations.print(Duration.ofNanos(nanos));
    }

    private static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        return bytes < 1024 * 1024
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024.0));
    }

    private void line(String format, Object... arguments) {
        String line = String.format(Locale.ROOT, format, arguments);
        out.append(line.stripTrailing()).append('\n');
    }
}
