package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A point cloud in a file of its own (PCD, or KITTI's {@code .bin}): one record, the whole file. */
public final class PointsFormat implements RecordingFormat {

    static final int MAX_FILE_BYTES = 1 << 28;

    private static final int KITTI_POINT_BYTES = 16;

    /** Made by the service loader. */
    public PointsFormat() {}

    @Override
    public String name() {
        return "points";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String start = new String(head, 0, Math.min(7, head.length), StandardCharsets.ISO_8859_1);
        return start.startsWith("# .PCD") || start.equals("VERSION") || isKitti(file, name);
    }

    /** A KITTI file has no header: its name and a length of whole points are all there is to go by. */
    private static boolean isKitti(Path file, String name) {
        try {
            long bytes = Files.size(file);
            return name.endsWith(".bin.gz") || (name.endsWith(".bin") && bytes > 0 && bytes % KITTI_POINT_BYTES == 0);
        } catch (IOException e) {
            return false; // whoever opens it will say why
        }
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return new Reader(file, Recordings.stream(file));
    }

    /** Delivers the file once. */
    private static final class Reader implements RecordingReader {

        private final Path file;
        private final InputStream in;
        private boolean delivered;

        Reader(Path file, InputStream in) {
            this.file = file;
            this.in = in;
        }

        @Override
        public RecordingInfo info() {
            return new RecordingInfo("points", Origin.REPLAY, 0, Map.of());
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
}
