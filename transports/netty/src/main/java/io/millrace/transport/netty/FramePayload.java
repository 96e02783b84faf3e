package io.millrace.transport.netty;

/** What the frames of {@code framing: frames} carry. */
public enum FramePayload {
    /** Dense tensors. */
    TENSOR,
    /** Address events. */
    EVENTS
}
