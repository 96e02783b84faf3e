package io.millrace.engine.run;

import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.engine.edge.EdgeLedger;
import io.millrace.engine.edge.QueueEdge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Watches one stage: reads from its books whether anything moves. Called by one thread. */
final class StageWatch {

    private static final int STACK_LINES = 32;

    private final int index;
    private final StageThread thread;
    private final List<PlannedEdge> entering;
    private final Map<String, EdgeLedger> books;
    private final Map<String, QueueEdge> queues;
    private long lastDone = -1;
    private int quietChecks;

    StageWatch(
            int index,
            StageThread thread,
            List<PlannedNode> nodes,
            List<PlannedEdge> edges,
            Map<String, EdgeLedger> books,
            Map<String, QueueEdge> queues) {
        this.index = index;
        this.thread = thread;
        List<String> names = nodes.stream()
                .filter(n -> n.stage() == index && n.role() != PlannedNode.Role.SOURCE)
                .map(PlannedNode::name)
                .toList();
        this.entering = edges.stream().filter(e -> names.contains(e.to())).toList();
        this.books = books;
        this.queues = queues;
    }

    /**
     * Looks once.
     *
     * @param patience how many looks in a row may find that nothing moved; looks are counted, not time, because a process
     *     that was stopped has not been slow
     * @param everyNanos time between two looks
     * @return the stall, or null if something moved or there is nothing to do
     */
    @Nullable StageStall look(int patience, long everyNanos) {
        long done = 0;
        long waiting = 0;
        for (PlannedEdge edge : entering) {
            EdgeLedger book = book(edge);
            done += book.done();
            waiting += edge.crossesStage() ? book.underWay() : 0;
        }
        boolean quiet = waiting > 0 && done == lastDone;
        lastDone = done;
        quietChecks = quiet ? quietChecks + 1 : 0;
        return quietChecks >= patience ? stall(waiting, quietChecks * everyNanos) : null;
    }

    private StageStall stall(long waiting, long forNanos) {
        Thread worker = thread.isBusy() ? thread.thread() : null;
        List<String> stack = new ArrayList<>();
        if (worker != null) {
            Arrays.stream(worker.getStackTrace()).limit(STACK_LINES).forEach(line -> stack.add(line.toString()));
        }
        String name = worker == null ? "idle" : worker.getName();
        return new StageStall(index, name, nodeAtWork(), reason(worker), forNanos, waiting, stack);
    }

    /** The innermost node that has a frame at work: in plan order the last. */
    private String nodeAtWork() {
        String node = entering.isEmpty() ? "none" : entering.get(0).to();
        for (PlannedEdge edge : entering) {
            node = book(edge).isAtWork() ? edge.to() : node;
        }
        return node;
    }

    private String reason(@Nullable Thread worker) {
        if (worker == null) {
            return "kept back by a flow limit or a barrier";
        }
        for (QueueEdge queue : queues.values()) {
            if (queue.isAwaitedBy(worker)) {
                return "waits for space in " + queue.id();
            }
        }
        return "at one frame";
    }

    private EdgeLedger book(PlannedEdge edge) {
        EdgeLedger book = books.get(edge.id());
        if (book == null) {
            throw new IllegalStateException(
                    "edge has no books: edge=" + edge.id() + " (expected books for every edge)");
        }
        return book;
    }
}
