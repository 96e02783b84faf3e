package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import io.millrace.api.transport.Ingress;
import io.millrace.api.transport.Offer;
import io.millrace.engine.edge.QueueEdge;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The way from a transport into the graph: the first edge, and the virtual clock's only drive. */
final class SourceIngress implements Ingress {

    private final QueueEdge edge;
    private final RunContext run;
    private final @Nullable LongConsumer advance;
    private final boolean merged;
    private final @Nullable StageTurns turns;

    /**
     * Makes it.
     *
     * @param advance lets time pass until a frame arrives, on a virtual clock with frames offered in order; else null
     * @param turns who decides when a frame goes on, on a virtual clock; else null
     * @param merged whether the frames of several sources are put in order behind this: nothing may overflow meanwhile
     */
    SourceIngress(
            QueueEdge edge,
            RunContext run,
            @Nullable LongConsumer advance,
            boolean merged,
            @Nullable StageTurns turns) {
        this.edge = edge;
        this.run = run;
        this.advance = advance;
        this.merged = merged;
        this.turns = turns;
    }

    QueueEdge edge() {
        return edge;
    }

    /** Whether what offers has to wait for space, whatever the policy. */
    boolean isMerged() {
        return merged;
    }

    @Override
    public Offer offer(Frame frame) {
        if (advance != null) {
            advance.accept(frame.arrivalNanos());
        }
        return merged && edge.free() == 0 && !edge.isEnded() ? Offer.FULL : take(frame);
    }

    @Override
    public void onSpace(Runnable action) {
        edge.onSpace(action);
        turn();
    }

    @Override
    public void lost(DropReason reason, long count) {
        edge.lost(reason, count);
    }

    @Override
    public void complete() {
        edge.complete();
        turn();
    }

    private Offer take(Frame frame) {
        return turns == null ? edge.offer(frame) : turns.offer(edge, frame);
    }

    /** What has been put off goes on at the latest when the source waits or ends. */
    private void turn() {
        if (turns != null) {
            turns.turn();
        }
    }

    @Override
    public void fail(Throwable cause) {
        run.fail(cause);
    }
}
