package io.millrace.engine.run;

/** Where a run stands. */
public enum RunState {
    /** Frames are taken and carried. */
    RUNNING,
    /** No more frames are taken; those in flight are carried to their ends. */
    DRAINING,
    /** Every frame has come to its end. */
    COMPLETED,
    /** Stopped on request; frames in flight were dropped and counted. */
    CANCELLED,
    /** Stopped by an error; frames in flight were dropped and counted. */
    FAILED
}
