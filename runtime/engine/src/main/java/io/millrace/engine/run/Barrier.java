package io.millrace.engine.run;

import com.google.protobuf.ByteString;
import io.millrace.api.plan.PlannedNode;
import io.millrace.engine.checkpoint.PlanSignature;
import io.millrace.protocol.v1.NodeState;
import io.millrace.protocol.v1.SourcePosition;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One checkpoint on its way through the graph. Every stage adds the state of its nodes when the barrier has reached it by
 * every queue; with the last the checkpoint is whole.
 *
 * <p>A stage is the unit of alignment because it is one thread: between two frames nothing is in flight within it, so
 * the only places where frames can wait are the queues, and in a queue the barrier stands behind everything that its
 * producer had put there before its own snapshot. A stage never waits for a barrier with a frame in its hands, and
 * setting the barrier into a queue never waits, so alignment cannot deadlock where the graph itself does not.
 */
final class Barrier {

    /** What one stage had to say. */
    private record Part(List<NodeState> nodes, List<SourcePosition> sources) {}

    /** Hears once how it ended: on a stage's thread when the barrier has gone through, or on whoever stops the run. */
    interface Listener {

        /**
         * It ended.
         *
         * @param whole the barrier, with the states of all nodes; or null
         * @param cause why it is not whole; or null
         */
        void ended(@Nullable Barrier whole, @Nullable Throwable cause);
    }

    private final AtomicReference<@Nullable Listener> listener;
    private final Map<Integer, Part> parts = new TreeMap<>();
    private final int stages;
    private @Nullable Throwable failure;

    Barrier(int stages, Listener listener) {
        this.stages = stages;
        this.listener = new AtomicReference<>(listener);
    }

    /** A stage hands in the state of its nodes: on its own thread, between two frames. */
    void pass(int stage, List<NodeRunner> runners, @Nullable SourceTrack source, boolean ended) {
        List<NodeState> nodes = new ArrayList<>();
        Throwable cause = null;
        try {
            for (NodeRunner runner : runners) {
                nodes.add(state(runner, ended));
            }
        } catch (IOException | RuntimeException e) {
            cause = e;
        }
        add(stage, new Part(nodes, source == null ? List.of() : List.of(source.position())), cause);
    }

    /** The run ends before the barrier has gone through. */
    void abandon(String why) {
        tell(null, new IllegalStateException(why));
    }

    List<NodeState> nodes() {
        return parts.values().stream().flatMap(p -> p.nodes().stream()).toList();
    }

    List<SourcePosition> sources() {
        return parts.values().stream().flatMap(p -> p.sources().stream()).toList();
    }

    private void add(int stage, Part part, @Nullable Throwable cause) {
        Throwable first;
        synchronized (this) {
            parts.put(stage, part);
            failure = failure == null ? cause : failure;
            if (parts.size() < stages) {
                return;
            }
            first = failure;
        }
        tell(first == null ? this : null, first);
    }

    private void tell(@Nullable Barrier whole, @Nullable Throwable cause) {
        Listener once = listener.getAndSet(null);
        if (once != null) {
            once.ended(whole, cause);
        }
    }

    private static NodeState state(NodeRunner runner, boolean ended) throws IOException {
        PlannedNode node = runner.node();
        NodeState.Builder state = NodeState.newBuilder()
                .setNode(node.name())
                .setType(node.type())
                .setVersion(runner.version())
                .addAllSettings(PlanSignature.settings(node))
                .putAllLive(runner.slot().live())
                .setEnded(ended);
        if (!ended || node.role() == PlannedNode.Role.SINK) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                runner.snapshot(new DataOutputStream(bytes));
            } catch (IOException | RuntimeException e) {
                throw new IOException("state cannot be saved: node=" + node.name() + ", cause=" + e.getMessage(), e);
            }
            state.setState(ByteString.copyFrom(bytes.toByteArray()));
        }
        return state.build();
    }
}
