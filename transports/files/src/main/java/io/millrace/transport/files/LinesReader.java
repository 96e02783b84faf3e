package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.LineFramer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads lines. Comment lines before the first record are the file's word about itself, not records. */
final class LinesReader implements RecordingReader {

    private static final int MAX_LINE_BYTES = 1 << 16;

    private final InputStream in;
    private long tooLong;
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private final LineFramer framer = new LineFramer(MAX_LINE_BYTES, lines::add, () -> tooLong++);
    private final byte[] chunk = new byte[1 << 14];
    private final RecordingInfo info;
    private boolean ended;

    LinesReader(InputStream in) throws IOException {
        this.in = in;
        Map<String, String> properties = new LinkedHashMap<>();
        for (byte[] line = peek(); line != null && line.length > 0 && line[0] == '#'; line = peek()) {
            RecordingNote.read(new String(line, 1, line.length - 1, StandardCharsets.UTF_8).strip(), properties);
            lines.remove();
        }
        boolean simulated = Origin.SIMULATED.word().equals(properties.remove("origin"));
        this.info = new RecordingInfo(
                "lines", simulated ? Origin.SIMULATED : Origin.REPLAY, rate(properties.get("rate-hz")), properties);
    }

    @Override
    public RecordingInfo info() {
        return info;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        byte[] line = peek();
        lines.poll();
        return line;
    }

    @Override
    public long timeNanos() {
        return RecordTimer.UNKNOWN;
    }

    @Override
    public long skipped() {
        return tooLong;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private byte @Nullable [] peek() throws IOException {
        while (lines.isEmpty() && !ended) {
            int read = in.read(chunk);
            if (read < 0) {
                ended = true;
                framer.end();
            } else {
                framer.feed(chunk, 0, read);
            }
        }
        return lines.peek();
    }

    private static double rate(@Nullable String text) {
        try {
            double hz = text == null ? 0 : Double.parseDouble(text);
            return hz > 0 && hz < 1e9 ? hz : 0;
        } catch (NumberFormatException e) {
            return 0; // a comment is no reason to refuse a recording
        }
    }
}
