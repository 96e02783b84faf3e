package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that is one record. */
final class WholeFile implements RecordingReader {

    static final int MAX_FILE_BYTES = 1 << 28;

    private final String format;
    private final Path file;
    private final InputStream in;
    private boolean delivered;

    WholeFile(String format, Path file) throws IOException {
        this.format = format;
        this.file = file;
        this.in = Recordings.stream(file);
    }

    @Override
    public RecordingInfo info() {
        return new RecordingInfo(format, Origin.REPLAY, 0, Map.of());
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        if (delivered) {
            return null;
        }
        delivered = true;
        byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        if (bytes.length > MAX_FILE_BYTES) {
            throw new IOException(
                    "file is too long: file=" + file + " (expected at most " + MAX_FILE_BYTES + " bytes)");
        }
        return bytes;
    }

    @Override
    public long timeNanos() {
        return RecordTimer.UNKNOWN;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
