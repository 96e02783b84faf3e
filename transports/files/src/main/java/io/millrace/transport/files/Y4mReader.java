package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads YUV4MPEG2 frame by frame, without ever holding more than one. */
final class Y4mReader implements RecordingReader {

    private static final int MAX_LINE_BYTES = 1000;
    private static final String FRAME = "FRAME";

    private final InputStream in;
    private final Y4mHeader header;
    private final byte[] front;
    private final RecordingInfo info;
    private long frames;
    private long timeNanos = RecordTimer.UNKNOWN;
    private long skipped;
    private boolean ended;

    private Y4mReader(InputStream in, Y4mHeader header) {
        this.in = in;
        this.header = header;
        this.front = (header.line() + "\n" + FRAME + "\n").getBytes(StandardCharsets.ISO_8859_1);
        double rateHz = header.isTimed() ? (double) header.rateNumerator() / header.rateDenominator() : 0;
        this.info = new RecordingInfo(
                "y4m",
                header.simulated() ? Origin.SIMULATED : Origin.REPLAY,
                rateHz,
                Map.of("width", Integer.toString(header.width()), "height", Integer.toString(header.height())));
    }

    /** Reads the header; closes the stream if that fails. */
    static Y4mReader open(String file, InputStream in) throws IOException {
        try {
            String line = line(in);
            if (line == null || !line.startsWith(Y4mFormat.MAGIC)) {
                throw new IOException("Y4M has no header: file=" + file + " (expected a line YUV4MPEG2 of at most "
                        + MAX_LINE_BYTES + " bytes)");
            }
            return new Y4mReader(in, Y4mHeader.parse(file, line));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public RecordingInfo info() {
        return info;
    }

    /** Where a frame does not begin as one, what follows cannot be told apart: it counts as one, and the file ends. */
    @Override
    public byte @Nullable [] next() throws IOException {
        if (ended) {
            return null;
        }
        String line = line(in);
        ended = true;
        if (line == null || !(line.equals(FRAME) || line.startsWith(FRAME + " "))) {
            skipped += line == null || !line.isEmpty() ? 1 : 0;
            return null;
        }
        byte[] record = Arrays.copyOf(front, front.length + header.frameBytes());
        if (in.readNBytes(record, front.length, header.frameBytes()) < header.frameBytes()) {
            skipped++;
            return null;
        }
        ended = false;
        if (header.isTimed()) {
            timeNanos = Math.round((double) frames * header.rateDenominator() / header.rateNumerator() * 1e9);
        }
        frames++;
        return record;
    }

    /** A line without its end; empty at the end of the file, null if it is too long or not ended. */
    private static @Nullable String line(InputStream in) throws IOException {
        byte[] bytes = new byte[MAX_LINE_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            int next = in.read();
            if (next < 0) {
                return i == 0 ? "" : null;
            } else if (next == '\n') {
                return new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
            }
            bytes[i] = (byte) next;
        }
        return null;
    }

    @Override
    public long timeNanos() {
        return timeNanos;
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
