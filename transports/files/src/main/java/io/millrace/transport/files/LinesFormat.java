package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Text with one record a line, as a serial port prints it: log noise and all. A comment line
 * {@code # millrace-recording: origin=simulated, rate-hz=100, key=value} before the first record says where it comes
 * from.
 */
public final class LinesFormat implements RecordingFormat {

    /** Made by the service loader. */
    public LinesFormat() {}

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        for (byte b : head) {
            if (b >= 0 && b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != 0x1b) {
                return false;
            }
        }
        return head.length > 0;
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return new LinesReader(Recordings.stream(file));
    }
}
