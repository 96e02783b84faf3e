package io.millrace.engine.run;

/** Whether a node works. */
public enum NodeState {
    /** It takes frames. */
    RUNNING,
    /** It has failed, its back-off runs, and what comes meanwhile is dropped. */
    RESTARTING,
    /** A sink that has failed beyond its budget: closed for good, while the pipeline goes on. */
    DETACHED
}
