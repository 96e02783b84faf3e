package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads records of spikes; each says itself how long it is. The first says whether they are simulated. */
final class SpikesReader implements RecordingReader {

    static final String NAME = "spikes";

    private final InputStream in;
    private final Origin origin;
    private byte[] header;
    private long timeNanos = RecordTimer.UNKNOWN;

    SpikesReader(InputStream in) throws IOException {
        this.in = in;
        this.header = in.readNBytes(SpikeRecord.HEADER_BYTES);
        boolean simulated = SpikeRecord.isHeader(header) && SpikeRecord.isSimulated(header);
        this.origin = simulated ? Origin.SIMULATED : Origin.REPLAY;
    }

    @Override
    public RecordingInfo info() {
        return new RecordingInfo(NAME, origin, 0, Map.of());
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        if (header.length == 0) {
            return null;
        }
        int bytes = header.length < SpikeRecord.HEADER_BYTES ? -1 : SpikeRecord.bytes(header);
        if (bytes < 0) {
            throw new IOException("record is malformed: header=" + header.length + " bytes"
                    + " (expected spikes, and as many as the record before says)");
        }
        byte[] rest = in.readNBytes(bytes - SpikeRecord.HEADER_BYTES);
        byte[] record = Arrays.copyOf(header, SpikeRecord.HEADER_BYTES + rest.length);
        System.arraycopy(rest, 0, record, SpikeRecord.HEADER_BYTES, rest.length);
        if (record.length < bytes) {
            throw new IOException("record is cut off: bytes=" + record.length + " (expected " + bytes + ")");
        }
        timeNanos = SpikeRecord.endNanos(header);
        header = in.readNBytes(SpikeRecord.HEADER_BYTES);
        return record;
    }

    @Override
    public long timeNanos() {
        return timeNanos;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
