package io.millrace.engine.run;

import io.millrace.api.operator.WaitingProcessor;
import io.millrace.engine.edge.QueueEdge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The turn of one stage: takes frames from its edges, one from each in rotation, until there are none. Called by one
 * thread at a time.
 */
final class StageLoop {

    private final int index;
    private QueueEdge[] edges = new QueueEdge[0]; // an array: a turn that finds nothing must not allocate
    private @Nullable Gate[] gates = new @Nullable Gate[0];
    private NodeRunner[] waiting = new NodeRunner[0];
    private LongSupplier waited = () -> 0;
    private final List<QueueEdge> leaving = new ArrayList<>();
    private final List<NodeRunner> runners = new ArrayList<>();
    private final Runnable onEnded;
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    private volatile boolean called; // somebody wants something: the one thing a turn looks at before the frames
    private volatile boolean cancelled;
    private @Nullable SourceTrack source;
    private @Nullable Barrier barrier;
    private boolean ended;
    private boolean atWork;

    StageLoop(int index, Runnable onEnded) {
        this.index = index;
        this.onEnded = onEnded;
    }

    void add(QueueEdge edge) {
        edges = Arrays.copyOf(edges, edges.length + 1);
        edges[edges.length - 1] = edge;
        gates = Arrays.copyOf(gates, edges.length);
    }

    /** An edge to another stage, fed by this one. */
    void addLeaving(QueueEdge edge) {
        leaving.add(edge);
    }

    void add(NodeRunner runner) {
        runners.add(0, runner); // wired last first
        if (runner.isWaiting()) {
            waiting = Arrays.copyOf(waiting, waiting.length + 1);
            waiting[waiting.length - 1] = runner;
        }
    }

    /** Lets a gate decide when an edge of this stage delivers. */
    void guard(QueueEdge edge, Gate gate) {
        for (int i = 0; i < edges.length; i++) {
            if (edges[i].equals(edge)) {
                gates[i] = gate;
            }
        }
    }

    /** Says what time it is for those that wait: see {@link WaitingProcessor}. */
    void waitedBy(LongSupplier nanos) {
        waited = nanos;
    }

    boolean isWaiting() {
        return waiting.length > 0;
    }

    long waitedNanos() {
        return waited.getAsLong();
    }

    /** When the first of those that wait wants to be woken, ns of waiting time. */
    long dueNanos() {
        long due = WaitingProcessor.NEVER;
        for (NodeRunner runner : waiting) {
            due = ended ? due : Math.min(due, runner.dueNanos());
        }
        return due;
    }

    /** This stage begins behind a source. */
    void behind(SourceTrack track) {
        source = track;
    }

    @Nullable SourceTrack source() {
        return source;
    }

    List<NodeRunner> runners() {
        return runners;
    }

    void cancel() {
        cancelled = true;
        called = true;
    }

    /**
     * Leaves something to be done by this stage's thread between two frames. Whoever calls wakes the stage.
     *
     * @param errand must not throw; done also after the stage has ended
     */
    void leave(Runnable errand) {
        errands.add(errand);
        called = true;
    }

    /** Whether a turn of it is under way, further down the stack: only asked where stages share a thread. */
    boolean isAtWork() {
        return atWork;
    }

    void atWork(boolean working) {
        atWork = working;
    }

    boolean hasEnded() {
        return ended;
    }

    /** A checkpoint begins: an errand. A stage behind a source takes it as it comes, others wait for their queues. */
    void begin(Barrier next) {
        if (ended) {
            next.pass(index, runners, source, true);
            return;
        }
        barrier = next;
        if (source != null) {
            for (QueueEdge edge : edges) {
                edge.markHere();
            }
        }
    }

    /** At the start of a run that resumes: this stage had ended before the checkpoint. */
    void resumeEnded() {
        ended = true;
        leaving.forEach(QueueEdge::complete);
        end();
    }

    /** Delivers at most one frame from every edge, or wakes who has waited long enough; false if there was neither. */
    boolean turn() {
        if (called) {
            attend();
        }
        if (ended) {
            return false;
        }
        boolean progress = false;
        for (int i = 0; i < edges.length; i++) {
            Gate gate = gates[i];
            // Not "or is empty": a frame that comes between the look and the delivery would pass a closed gate.
            boolean open = gate == null || gate.isOpen();
            progress |= open ? edges[i].deliver() : edges[i].deliverEndOnly();
        }
        return progress || (barrier != null && passBarrier()) || wake() || (allEnded() && end());
    }

    /** Only called when no edge had a frame: a stream whose frames lie here unread has not stopped. */
    private boolean wake() {
        boolean woken = false;
        for (NodeRunner runner : waiting) {
            woken |= runner.wakeIfDue();
        }
        return woken;
    }

    private void attend() {
        called = false;
        if (cancelled && !ended) {
            for (QueueEdge edge : edges) {
                edge.close();
            }
            end();
        }
        for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
            errand.run();
        }
    }

    /** Once the barrier has come by every edge: snapshot, then let it out, then go on. */
    private boolean passBarrier() {
        Barrier passing = barrier;
        if (passing == null || allEnded()) {
            return false;
        }
        for (QueueEdge edge : edges) {
            if (!edge.isAtMark() && !edge.isEnded()) {
                return false;
            }
        }
        barrier = null;
        passing.pass(index, runners, source, false);
        leaving.forEach(QueueEdge::mark);
        for (QueueEdge edge : edges) {
            edge.clearMark();
        }
        return true;
    }

    private boolean allEnded() {
        for (QueueEdge edge : edges) {
            if (!edge.isEnded()) {
                return false;
            }
        }
        return true;
    }

    private boolean end() {
        ended = true;
        Barrier missed = barrier;
        barrier = null;
        if (missed != null && cancelled) {
            missed.abandon("the run was stopped");
        } else if (missed != null) {
            missed.pass(index, runners, source, true);
        }
        runners.forEach(NodeRunner::close);
        onEnded.run();
        return false;
    }
}
