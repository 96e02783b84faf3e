package io.millrace.engine.edge;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import org.jspecify.annotations.Nullable;

/** What an edge leads to: one input of a node. */
@FunctionalInterface
public interface FrameTarget {

    /** What {@link #take} returns for a frame that is kept for later: it stays in flight. */
    DropReason HELD = new DropReason("held");

    /**
     * Takes a frame.
     *
     * @param frame the frame
     * @return null if it was taken, {@link #HELD}, or why it was refused
     */
    @Nullable DropReason take(Frame frame);
}
