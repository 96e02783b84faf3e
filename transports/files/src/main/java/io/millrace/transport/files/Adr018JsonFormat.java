package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * JSON lines as a collector of ADR-018 datagrams writes them: {@code timestamp} (s), {@code node_id},
 * {@code subcarriers}, {@code rssi} and the values as {@code iq_hex}. Each row of {@code type} {@code raw_csi} is
 * delivered as the datagram it was; rows of other types are skipped and counted.
 */
public final class Adr018JsonFormat implements RecordingFormat {

    /** Made by the service loader. */
    public Adr018JsonFormat() {}

    @Override
    public String name() {
        return "adr018-jsonl";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8);
        return text.startsWith("{") && text.contains("\"iq_hex\"") && text.contains("\"node_id\"");
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return new Adr018JsonReader(Recordings.stream(file));
    }
}
