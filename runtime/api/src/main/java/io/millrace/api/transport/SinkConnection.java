package io.millrace.api.transport;

import io.millrace.api.frame.Frame;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

    /**
     * Writes how far it has come, for a checkpoint. What was accepted before must be safe when this returns.
     *
     * @param out where to
     * @throws IOException if writing fails, or what was accepted cannot be made safe
     */
    default void snapshot(DataOutput out) throws IOException {}

    /**
     * Goes back to where it was at a checkpoint: what it has passed on since will come again. Called at most once, before
     * the first frame. A sink that cannot take back what it has sent does nothing, and its receivers see that again.
     *
     * @param in what {@link #snapshot} wrote
     * @throws IOException if reading fails or what was passed on before is gone
     */
    default void restore(DataInput in) throws IOException {}

    /** Frees everything. */
    @Override
    void close();
}
