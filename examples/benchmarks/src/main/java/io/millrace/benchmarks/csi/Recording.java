package io.millrace.benchmarks.csi;

import io.millrace.api.transport.RecordingReader;
import io.millrace.transport.files.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bundled recording's records, as they come from a socket. */
public final class Recording {

    private Recording() {}

    /** All records, or those that hold a packet. */
    public static byte[][] records() throws IOException {
        String root = System.getProperty("millrace.root", ".");
        List<byte[]> records = new ArrayList<>();
        try (RecordingReader reader = Recordings.open(Path.of(root, "examples/csi-presence/simulated-room.csv.gz"))) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        return records.toArray(new byte[0][]);
    }
}
