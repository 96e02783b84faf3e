package io.millrace.api.transport;

import io.millrace.api.frame.Frame;

/** An open way out. Called by one thread at a time. */
public interface SinkConnection extends AutoCloseable {

    /**
     * Takes a frame.
     *
     * @param input 0-based input it came by
     * @param frame the frame, to be read only
     */
    void accept(int input, Frame frame);

    /** Sends what is held back, because no further frame will come. */
    default void flush() {}

    /** Frees everything. */
    @Override
    void close();
}
