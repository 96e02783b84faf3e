package io.millrace.api.transport;

/** What became of a frame that was offered. */
public enum Offer {
    /** It is queued. */
    ACCEPTED,
    /** The queue was full and its policy dropped this frame or an older one; it is counted. */
    DROPPED,
    /** The queue is full and its policy is to wait: the frame was not taken; offer it again when there is space. */
    FULL,
    /** The run is over: nothing more is taken, and the frame is counted as dropped. */
    CLOSED
}
