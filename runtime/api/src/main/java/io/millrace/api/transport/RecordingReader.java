package io.millrace.api.transport;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the records of a file one after the other. One thread. */
public interface RecordingReader extends Closeable {

    /**
     * What the file says of itself.
     *
     * @return format, origin and the like
     */
    RecordingInfo info();

    /**
     * Reads the next record.
     *
     * @return its bytes, the caller's to keep, or null at the end
     * @throws IOException if reading fails
     */
    byte @Nullable [] next() throws IOException;

    /**
     * When the record last read was taken, if the file tells apart from its content.
     *
     * @return ns since an instant fixed for the file, or {@link io.millrace.api.operator.RecordTimer#UNKNOWN}
     */
    long timeNanos();

    /**
     * Records that the file holds but that could not be read as one so far: over a limit, or not of the format.
     *
     * @return count, 0 or more
     */
    default long skipped() {
        return 0;
    }
}
