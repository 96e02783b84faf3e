package io.millrace.api.transport;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;

/**
 * Where a source puts its frames: the bounded, accounted edge into the first stage. One thread at a time; no method
 * blocks.
 */
public interface Ingress {

    /**
     * Offers a frame. Sequence, provenance and arrival are the caller's business.
     *
     * @param frame the frame; its payload must not be written to afterwards
     * @return what became of it
     */
    Offer offer(Frame frame);

    /**
     * Asks to be told when there is space, after {@link Offer#FULL}.
     *
     * @param action called once, on any thread, soon after there is space or the run is over
     */
    void onSpace(Runnable action);

    /**
     * Counts what arrived but never became a frame: over a limit, malformed beyond framing.
     *
     * @param reason why
     * @param count how many, 1 or more
     */
    void lost(DropReason reason, long count);

    /** Says that no further frame will come: the pipeline drains and flushes. */
    void complete();

    /**
     * Says that the source has failed for good: the run stops with this cause after draining.
     *
     * @param cause what happened
     */
    void fail(Throwable cause);
}
