package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A point cloud in a file of its own (PCD, or KITTI's {@code .bin}): one record, the whole file. */
public final class PointsFormat implements RecordingFormat {

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
        return new WholeFile(name(), file);
    }
}
