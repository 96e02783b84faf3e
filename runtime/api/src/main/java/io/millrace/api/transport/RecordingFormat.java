package io.millrace.api.transport;

import java.io.IOException;
import java.nio.file.Path;

/** A kind of file that holds records of a sensor, found by {@link java.util.ServiceLoader}. */
public interface RecordingFormat {

    /**
     * The name in reports.
     *
     * @return {@code lines}, {@code npz} ...
     */
    String name();

    /**
     * Whether a file is of this kind, judged by its name and first bytes.
     *
     * @param file the file
     * @param head its first bytes (after decompression if gzipped), at most 4096
     * @return true if {@link #open} will read it
     */
    boolean matches(Path file, byte[] head);

    /**
     * Opens a recording.
     *
     * @param file the file
     * @return a reader at its start
     * @throws IOException if it cannot be read
     */
    RecordingReader open(Path file) throws IOException;
}
