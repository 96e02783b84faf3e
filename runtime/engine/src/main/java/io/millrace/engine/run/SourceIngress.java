package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import io.millrace.api.time.Clock;
import io.millrace.api.transport.Ingress;
import io.millrace.api.transport.Offer;
import io.millrace.engine.edge.QueueEdge;

/** The way from a transport into the graph: the first edge, and the virtual clock's only drive. */
final class SourceIngress implements Ingress {

    private final QueueEdge edge;
    private final RunContext run;
    private final Clock clock;

    SourceIngress(QueueEdge edge, RunContext run) {
        this.edge = edge;
        this.run = run;
        this.clock = run.clock();
    }

    QueueEdge edge() {
        return edge;
    }

    @Override
    public Offer offer(Frame frame) {
        if (clock instanceof VirtualClock virtual) {
            virtual.advanceTo(frame.arrivalNanos());
        }
        return edge.offer(frame);
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
