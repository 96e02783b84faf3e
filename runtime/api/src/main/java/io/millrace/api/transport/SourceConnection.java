package io.millrace.api.transport;

import io.millrace.api.frame.Origin;

/** An open way in. */
public interface SourceConnection extends AutoCloseable {

    /** Begins to deliver. Called once, after every stage behind the source is ready. */
    void start();

    /**
     * Where it listens or reads, as a user would write it, with a chosen port in place of 0.
     *
     * @return {@code 127.0.0.1:5566}, {@code /dev/ttyUSB0}, a path
     */
    String address();

    /**
     * The origin of what it delivers, where it knows better than the pipeline: a recording is never real, and may say
     * that it is simulated.
     *
     * @param stated what the pipeline states
     * @return what goes onto every frame
     */
    default Origin origin(Origin stated) {
        return stated;
    }

    /**
     * Goes on behind a record: for a run that resumes from a checkpoint. Called at most once, before {@link #start}.
     *
     * @param lastSequence sequence number of the last frame that was dealt with before
     * @return true if the first frame it delivers is the one that followed; false if it can only deliver what arrives
     *     from now on, as a sensor does
     */
    default boolean resumeAfter(long lastSequence) {
        return false;
    }

    /** Stops delivering and frees everything; no call to the ingress happens after it returns. */
    @Override
    void close();
}
