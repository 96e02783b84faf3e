package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The {@code frames} format: {@code millrace.v1.Frame} messages, each preceded by its length as a varint, in a file whose
 * name ends in {@code .frames}: what the {@code file} sink writes. A record is the elements of a frame's tensor.
 */
public final class FramesFormat implements RecordingFormat {

    /** What the names of such files end in. */
    static final String SUFFIX = ".frames";

    /** Made by {@link java.util.ServiceLoader}. */
    public FramesFormat() {}

    @Override
    public String name() {
        return "frames";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        String name = file.toString();
        return name.endsWith(SUFFIX) || name.endsWith(SUFFIX + ".gz");
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return new FramesReader(Recordings.stream(file));
    }
}
