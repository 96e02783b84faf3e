package io.millrace.engine.compile;

import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Graph;
import io.millrace.api.operator.Contract;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedNode.Role;
import io.millrace.api.plan.PlannedStage;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the file leaves open and adds up the rest.
 *
 * <p>Stages: a node with {@code overflow} begins a stage behind a queue on each of its inputs; every other node shares
 * the stage of what feeds it, so a chain costs no thread change that was not asked for.
 */
final class PlanBuilder {

    /** Object headers and array headers of a frame and a payload, as a 64-bit JVM lays them out. */
    static final long FRAME_OVERHEAD_BYTES = 120;

    private static final int TIMED_UNKNOWN_RATE = 16;
    private static final double TIMED_PER_SECOND = 1000;

    private final Graph graph;
    private final DeviceProfile profile;
    private final Collection<Resolved> resolved;
    private final Problems problems;
    private final Map<String, Integer> stageOf = new LinkedHashMap<>();
    private final List<List<String>> stages = new ArrayList<>();
    private final Set<String> boundedByDevice = new HashSet<>();

    PlanBuilder(Graph graph, DeviceProfile profile, Map<String, Resolved> resolved, Problems problems) {
        this.graph = graph;
        this.profile = profile;
        this.resolved = resolved.values();
        this.problems = problems;
    }

    Plan build() {
        resolved.forEach(this::assignStage);
        List<PlannedEdge> edges = new ArrayList<>();
        resolved.forEach(node -> edges.addAll(edges(node)));
        List<PlannedNode> nodes = resolved.stream().map(this::planned).toList();
        Plan plan = new Plan(
                graph.name(),
                profile,
                nodes,
                edges,
                plannedStages(),
                new PathFinder(nodes, edges).paths(),
                edges.stream().mapToLong(PlannedEdge::bytes).sum(),
                nodes.stream().mapToLong(n -> n.contract().stateBytes()).sum());
        new PlanChecker(plan, graph.location(), problems).check();
        return plan;
    }

    private void assignStage(Resolved node) {
        if (node.role() == Role.SOURCE) {
            stageOf.put(node.name(), -1);
            return;
        }
        boolean begins = node.policy() != null
                || node.role() == Role.DECODER
                || node.links().isEmpty();
        if (!begins && joinsStages(node)) {
            begins = profile.terms().overload().otherwise() != null;
            if (begins) {
                boundedByDevice.add(node.name());
            } else {
                refuseUnbounded(node);
            }
        }
        if (begins) {
            stages.add(new ArrayList<>());
        }
        int stage = begins ? stages.size() - 1 : stageOf(node.links().get(0).from());
        stages.get(stage).add(node.name());
        stageOf.put(node.name(), stage);
    }

    private boolean joinsStages(Resolved node) {
        int first = stageOf(node.links().get(0).from());
        return node.links().stream().anyMatch(link -> stageOf(link.from()) != first);
    }

    private void refuseUnbounded(Resolved node) {
        problems.add(
                node.location(),
                "edge crosses to a stage without a policy: node=" + node.name() + ", in="
                        + node.links().stream().map(l -> l.from().name()).toList()
                        + " come from different stages (expected overflow: block, drop-oldest, drop-newest,"
                        + " latest or fail, and capacity:)");
    }

    /** As the file says, or as the device says where the file does not and the edge has to cross. */
    private @Nullable EdgePolicy policy(Resolved node) {
        return boundedByDevice.contains(node.name())
                ? profile.terms().overload().otherwise()
                : node.policy();
    }

    private int stageOf(Resolved node) {
        return Objects.requireNonNull(stageOf.get(node.name()));
    }

    private List<PlannedEdge> edges(Resolved node) {
        List<PlannedEdge> edges = new ArrayList<>();
        for (int i = 0; i < node.links().size(); i++) {
            Resolved.Link link = node.links().get(i);
            StreamSpec spec = link.spec();
            if (spec != null) {
                EdgePolicy policy = policy(node);
                edges.add(new PlannedEdge(
                        link.from().name(),
                        link.output(),
                        node.name(),
                        i,
                        link.input().name(),
                        spec,
                        policy,
                        queueBytes(policy, spec)));
            }
        }
        return edges;
    }

    private static long queueBytes(@Nullable EdgePolicy policy, StreamSpec spec) {
        return policy == null ? 0 : policy.capacity() * (spec.frameBytes() + FRAME_OVERHEAD_BYTES);
    }

    private PlannedNode planned(Resolved node) {
        Contract contract = node.contract();
        StreamSpec input = node.links().isEmpty() ? null : node.links().get(0).spec();
        return new PlannedNode(
                node.name(),
                node.role(),
                node.type(),
                node.settings(),
                contract == null ? new Contract(List.of(), 0, 0, 0, List.of()) : contract,
                node.onFailure(),
                node.limits(),
                stageOf(node),
                timedEvery(input == null ? 0 : input.rateHz()),
                node.location());
    }

    /** Timing costs two clock reads, so a fast stream is sampled; a slow one is timed in full. */
    private static int timedEvery(double rateHz) {
        return rateHz <= 0 ? TIMED_UNKNOWN_RATE : (int) Math.max(1, Math.ceil(rateHz / TIMED_PER_SECOND));
    }

    private List<PlannedStage> plannedStages() {
        List<PlannedStage> planned = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            String first = stages.get(i).isEmpty() ? "none" : stages.get(i).get(0);
            planned.add(new PlannedStage(i, "millrace-" + graph.name() + "-" + first, stages.get(i)));
        }
        return planned;
    }
}
