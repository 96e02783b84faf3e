package io.millrace.engine.edge;

import io.millrace.api.frame.Frame;

/** The producer's end of an edge. One thread at a time. */
public interface FrameOutlet {

    /**
     * Passes a frame on, waiting if the edge's policy says so.
     *
     * @param frame the frame
     */
    void put(Frame frame);

    /** Says that no further frame will come. */
    void complete();
}
