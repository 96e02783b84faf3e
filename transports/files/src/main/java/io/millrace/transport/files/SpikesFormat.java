package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;

/** Records of spikes, one after the other, as they would come through a socket. */
public final class SpikesFormat implements RecordingFormat {

    /** Made by the service loader. */
    public SpikesFormat() {}

    @Override
    public String name() {
        return SpikesReader.NAME;
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        return SpikeRecord.isHeader(head);
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return new SpikesReader(Recordings.stream(file));
    }
}
