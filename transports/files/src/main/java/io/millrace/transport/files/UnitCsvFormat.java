package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A table of spikes: a first line of names, {@code timestamp} among them and {@code unit_...} for every unit; then rows with
 * the time in seconds, the number of spikes of each unit since the row before, and numbers that were measured beside.
 */
public final class UnitCsvFormat implements RecordingFormat {

    /** Made by the service loader. */
    public UnitCsvFormat() {}

    @Override
    public String name() {
        return UnitCsvReader.NAME;
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.startsWith("timestamp,") && text.contains(",unit_");
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return new UnitCsvReader(Recordings.stream(file));
    }
}
