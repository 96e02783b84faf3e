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

    /**
     * Makes it.
     *
     * @param advance lets time pass until a frame arrives, on a virtual clock with frames offered in order; else null
     * @param merged whether the frames of several sources are put in order behind this: nothing may overflow meanwhile
     */
    SourceIngress(QueueEdge edge, RunContext run, @Nullable LongConsumer advance, boolean merged) {
        this.edge = edge;
        this.run = run;
        this.advance = advance;
        this.merged = merged;
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
        return merged && edge.free() == 0 && !edge.isEnded() ? Offer.FULL : edge.offer(frame);
    }

    @Override
    public void onSpace(Runnable action) {
        edge.onSpace(action);
    }

    @Override
    public void lost(DropReason reason, long count) {
        edge.lost(reason, count);
    }

    @Override
    public void complete() {
        edge.complete();
    }

    @Override
    public void fail(Throwable cause) {
        run.fail(cause);
    }
}
