package io.millrace.engine.compile;

import io.millrace.api.config.Durations;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Overload;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds a plan against its device. */
final class PlanChecker {

    private final Plan plan;
    private final Location location;
    private final Problems problems;

    PlanChecker(Plan plan, Location location, Problems problems) {
        this.plan = plan;
        this.location = location;
        this.problems = problems;
    }

    void check() {
        plan.nodes().forEach(this::checkLimits);
        plan.nodes().forEach(this::checkDetaches);
        plan.edges().forEach(this::checkAllowed);
        DeviceProfile profile = plan.profile();
        long bytes = plan.queueBytes() + plan.stateBytes();
        if (bytes > profile.heapBytes()) {
            problems.add(
                    location,
                    "plan does not fit the heap: pipeline=" + plan.pipeline() + ", queueBytes=" + plan.queueBytes()
                            + ", stateBytes=" + plan.stateBytes() + " (expected at most " + profile.heapBytes()
                            + " together, from profile " + profile.name() + ")");
        }
        for (PlannedPath path : plan.paths()) {
            if (profile.maxLatencyNanos() > 0 && path.delayNanos() > profile.maxLatencyNanos()) {
                problems.add(
                        location,
                        "path is too slow by design: path=" + String.join("->", path.nodes()) + ", delay="
                                + print(path.delayNanos()) + " (expected at most " + print(profile.maxLatencyNanos())
                                + ", from profile " + profile.name() + ")");
            }
        }
    }

    private void checkAllowed(PlannedEdge edge) {
        Overload overload = plan.profile().terms().overload();
        EdgePolicy policy = edge.policy();
        if (policy != null && edge.input() == 0 && !overload.allows(policy.overflow())) {
            problems.add(
                    plan.node(edge.to()).location(),
                    "device does not allow what a full queue does: node=" + edge.to() + ", overflow="
                            + Words.of(policy.overflow()) + " (expected "
                            + Words.oneOf(
                                    Words.of(policy.overflow()),
                                    overload.allowed().stream().map(Words::of).toList())
                            + ", from profile " + plan.profile().name() + ")");
        }
    }

    /** A flow limit needs a queue to wait in, and an end that lies behind it. */
    private void checkLimits(PlannedNode node) {
        String until = node.limits().until();
        if (until == null) {
            return;
        }
        List<String> behind = behind(node.name());
        if (!behind.contains(until)) {
            problems.add(
                    node.location(),
                    "flow limit ends nowhere: node=" + node.name() + ", until=" + until
                            + " (expected a node or sink behind it: " + Words.oneOf(until, behind) + ")");
        }
        boolean queued =
                plan.edges().stream().filter(e -> e.to().equals(node.name())).allMatch(PlannedEdge::crossesStage);
        if (!queued) {
            problems.add(
                    node.location(),
                    "flow limit has no queue: node=" + node.name() + ", max-in-flight="
                            + node.limits().maxInFlight() + " (expected overflow: and capacity: for what waits)");
        }
    }

    private List<String> behind(String name) {
        List<String> behind = new ArrayList<>(List.of(name));
        for (PlannedNode node : plan.nodes()) { // each after what feeds it
            boolean follows =
                    plan.edges().stream().anyMatch(e -> e.to().equals(node.name()) && behind.contains(e.from()));
            if (follows) {
                behind.add(node.name());
            }
        }
        behind.remove(name);
        return behind;
    }

    private void checkDetaches(PlannedNode node) {
        if (node.onFailure().action() == OnFailure.Action.DETACH && node.role() != PlannedNode.Role.SINK) {
            problems.add(
                    node.location(),
                    "only a sink can be detached: node=" + node.name() + ", on-failure=" + node.onFailure()
                            + " (expected drop-frame, reset, restart or stop)");
        }
    }

    private static String print(long nanos) {
        return Durations.print(Duration.ofNanos(nanos));
    }
}
