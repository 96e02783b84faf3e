package io.millrace.transport.files;

import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import org.jspecify.annotations.Nullable;

/** Delivers the rows of an array as ADR-018 datagrams. */
final class NpzCsiReader implements RecordingReader {

    private final byte[] rows;
    private final int count;
    private final int rowBytes;
    private final RecordingInfo info;
    private int next;

    NpzCsiReader(byte[] rows, int count, int rowBytes, RecordingInfo info) {
        this.rows = rows;
        this.count = count;
        this.rowBytes = rowBytes;
        this.info = info;
    }

    @Override
    public RecordingInfo info() {
        return info;
    }

    @Override
    public byte @Nullable [] next() {
        if (next == count) {
            return null;
        }
        byte[] datagram = Adr018Datagram.of(0, rowBytes / 2, 0, next, 0, 0, rows, next * rowBytes, rowBytes);
        next++;
        return datagram;
    }

    @Override
    public long timeNanos() {
        return next == 0 ? RecordTimer.UNKNOWN : Math.round((next - 1) * 1e9 / info.rateHz());
    }

    @Override
    public void close() {}
}
