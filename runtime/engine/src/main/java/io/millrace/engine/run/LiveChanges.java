package io.millrace.engine.run;

import io.millrace.api.plan.Plan;
import io.millrace.api.time.Clock;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Changes of live settings while a run goes on. Any thread. */
final class LiveChanges {

    private final Plan plan;
    private final Map<String, NodeRunner> runners;
    private final Stages stages;
    private final Clock clock;
    private final Consumer<String> notes;

    LiveChanges(Plan plan, Map<String, NodeRunner> runners, Stages stages, Clock clock, Consumer<String> notes) {
        this.plan = plan;
        this.runners = runners;
        this.stages = stages;
        this.clock = clock;
        this.notes = notes;
    }

    /** Prepares a change here, and leaves it to the node's stage to be made between two frames. */
    CompletableFuture<String> set(String node, Map<String, String> changes) throws IOException {
        int stage = plan.node(node).stage();
        NodeRunner runner = runners.get(node);
        if (runner == null) {
            throw new IllegalArgumentException(
                    "node has no settings that live: node=" + node + " (expected a decoder or an operator)");
        }
        LiveChange change = new LiveChange(runner, changes, clock, notes);
        stages.leave(stage, change);
        return change.made();
    }

    /** A change that will be made again where another run has seen it. Before the first frame. */
    void expect(NodeChange change) {
        NodeRunner runner = runners.get(change.node());
        if (runner == null) {
            throw new IllegalArgumentException(
                    "no such node to change: node=" + change.node() + " (expected one of " + runners.keySet() + ")");
        }
        runner.expect(change);
    }
}
