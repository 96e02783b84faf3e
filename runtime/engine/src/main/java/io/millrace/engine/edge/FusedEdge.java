package io.millrace.engine.edge;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;

/** An edge within one stage: a plain call, with books. */
public final class FusedEdge extends EdgeLedger implements FrameOutlet {

    private final FrameTarget target;
    private final Runnable onComplete;

    /**
     * Makes the edge.
     *
     * @param id name of the edge
     * @param target where frames go
     * @param onComplete called when no further frame will come
     */
    public FusedEdge(String id, FrameTarget target, Runnable onComplete) {
        super(id);
        this.target = target;
        this.onComplete = onComplete;
    }

    @Override
    public void put(Frame frame) {
        beginProducer();
        countIn(1);
        atWork(1);
        endProducer();
        DropReason refused = target.take(frame);
        beginProducer();
        countTaken(refused);
        endProducer();
    }

    @Override
    public void complete() {
        onComplete.run();
    }

    @Override
    void beginSettling() {
        beginProducer(); // one thread on both sides, one stamp for both
    }

    @Override
    void endSettling() {
        endProducer();
    }

    @Override
    long queued() {
        return 0;
    }
}
