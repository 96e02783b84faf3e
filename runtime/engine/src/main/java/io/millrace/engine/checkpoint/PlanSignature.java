package io.millrace.engine.checkpoint;

import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.protocol.v1.Checkpoint;
import io.millrace.protocol.v1.NodeState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What of a plan its state depends on. Where records come from is not part of it: a checkpoint taken with a sensor is
 * resumed with the sensor's recording. Nor are a sink's settings: what is computed does not depend on where it goes.
 */
public final class PlanSignature {

    private PlanSignature() {}

    /**
     * A digest that is equal for plans that compute the same from the same records.
     *
     * @param plan the plan
     * @param version version of a node's state
     * @return {@code sha256:} and 64 hex digits
     */
    public static String digest(Plan plan, ToIntFunction<PlannedNode> version) {
        StringBuilder text = new StringBuilder(plan.pipeline()).append('\n');
        for (PlannedNode node : nodes(plan)) {
            text.append(node.name())
                    .append('|')
                    .append(node.type())
                    .append('|')
                    .append(version.applyAsInt(node))
                    .append('|')
                    .append(settings(node))
                    .append('|')
                    .append(node.onFailure())
                    .append('|')
                    .append(node.limits())
                    .append('\n');
        }
        edges(plan).forEach(edge -> text.append(edge).append('\n'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * The settings that a node's state depends on.
     *
     * @param node a node of a plan
     * @return {@code key=value} each; none for a sink
     */
    public static List<String> settings(PlannedNode node) {
        return node.role() == PlannedNode.Role.SINK ? List.of() : node.settings();
    }

    /**
     * Checks that a checkpoint can be restored into a plan.
     *
     * @param checkpoint the checkpoint
     * @param plan the plan
     * @param version version of a node's state
     * @throws IOException if it does not fit; the message lists everything that differs
     */
    public static void check(Checkpoint checkpoint, Plan plan, ToIntFunction<PlannedNode> version) throws IOException {
        List<String> differences = new ArrayList<>();
        if (!checkpoint.getPipeline().equals(plan.pipeline())) {
            differences.add("pipeline=" + checkpoint.getPipeline() + " (expected " + plan.pipeline() + ")");
        }
        Map<String, NodeState> states = new LinkedHashMap<>();
        checkpoint.getNodesList().forEach(state -> states.put(state.getNode(), state));
        for (PlannedNode node : nodes(plan)) {
            NodeState state = states.remove(node.name());
            if (state == null) {
                differences.add("node=" + node.name() + " is not in the checkpoint");
            } else {
                compare(state, node, version.applyAsInt(node), differences);
            }
        }
        states.keySet().forEach(node -> differences.add("node=" + node + " is not in the plan"));
        if (differences.isEmpty() && !checkpoint.getPlanDigest().equals(digest(plan, version))) {
            differences.add("edges or failure policies differ");
        }
        if (!differences.isEmpty()) {
            throw new IOException("checkpoint does not fit the plan: checkpoint=" + checkpoint.getNumber() + ", "
                    + String.join("; ", differences)
                    + " (expected the plan it was taken of: resume that, or begin anew without --resume)");
        }
    }

    private static void compare(NodeState state, PlannedNode node, int version, List<String> differences) {
        if (!state.getType().equals(node.type())) {
            differences.add("node=" + node.name() + ", type=" + state.getType() + " (expected " + node.type() + ")");
        } else if (state.getVersion() != version) {
            differences.add("node=" + node.name() + ", operator=" + node.type() + ", version=" + state.getVersion()
                    + " (expected " + version + ")");
        }
        Set<String> stored = new LinkedHashSet<>(state.getSettingsList());
        Set<String> planned = new LinkedHashSet<>(settings(node));
        if (!stored.equals(planned)) {
            Set<String> onlyStored = new LinkedHashSet<>(stored);
            onlyStored.removeAll(planned);
            planned.removeAll(stored);
            differences.add("node=" + node.name() + ", settings=" + onlyStored + " (expected " + planned + ")");
        }
    }

    private static List<PlannedNode> nodes(Plan plan) {
        return plan.nodes().stream()
                .filter(node -> node.role() != PlannedNode.Role.SOURCE)
                .toList();
    }

    private static List<String> edges(Plan plan) {
        return plan.edges().stream().map(PlanSignature::edge).toList();
    }

    private static String edge(PlannedEdge edge) {
        return edge.id() + "|" + edge.output() + "|" + edge.input() + "|" + edge.policy();
    }
}
