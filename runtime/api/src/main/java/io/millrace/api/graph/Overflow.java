package io.millrace.api.graph;

/** What a full queue does. */
public enum Overflow {
    /** The producer waits; a source that cannot wait stops reading its socket. */
    BLOCK,
    /** The oldest queued frame is dropped, the newest is kept: the consumer sees an unbroken recent past. */
    DROP_OLDEST,
    /** The newest frame is dropped: what is queued is served first. */
    DROP_NEWEST,
    /** Everything queued is dropped for the newest frame: the consumer jumps to the present. */
    LATEST,
    /** The run stops with an error: for streams in which a gap is worse than an end. */
    FAIL
}
