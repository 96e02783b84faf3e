package io.millrace.engine.run;

import io.millrace.engine.edge.QueueEdge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The turn of one stage: takes frames from its edges, one from each in rotation, until there are none. Called by one
 * thread at a time.
 */
final class StageLoop {

    private QueueEdge[] edges = new QueueEdge[0]; // an array: a turn that finds nothing must not allocate
    private final List<NodeRunner> runners = new ArrayList<>();
    private final Runnable onEnded;
    private volatile boolean cancelled;
    private boolean ended;

    StageLoop(Runnable onEnded) {
        this.onEnded = onEnded;
    }

    void add(QueueEdge edge) {
        edges = Arrays.copyOf(edges, edges.length + 1);
        edges[edges.length - 1] = edge;
    }

    void add(NodeRunner runner) {
        runners.add(runner);
    }

    void cancel() {
        cancelled = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Delivers at most one frame from every edge; false if there was nothing to do. */
    boolean turn() {
        if (ended) {
            return false;
        }
        if (cancelled) {
            for (QueueEdge edge : edges) {
                edge.close();
            }
            end();
            return false;
        }
        boolean progress = false;
        for (QueueEdge edge : edges) {
            progress |= edge.deliver();
        }
        if (!progress && allEnded()) {
            end();
        }
        return progress;
    }

    private boolean allEnded() {
        for (QueueEdge edge : edges) {
            if (!edge.isEnded()) {
                return false;
            }
        }
        return true;
    }

    private void end() {
        ended = true;
        runners.forEach(NodeRunner::close);
        onEnded.run();
    }
}
