package io.millrace.engine.edge;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import org.jspecify.annotations.Nullable;

/** What an edge leads to: one input of a node. */
@FunctionalInterface
public interface FrameTarget {

    /**
     * Takes a frame.
     *
     * @param frame the frame
     * @return null if it was taken, or why it was refused
     */
    @Nullable DropReason take(Frame frame);
}
