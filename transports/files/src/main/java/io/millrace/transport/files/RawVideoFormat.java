package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frames of plain pixels one after the other, as {@code ffmpeg -f rawvideo} writes them. Such a file does not tell what it
 * is, so its name must end in how pixels lie and how many there are: {@code clip.gray160x128}, {@code clip.yuv420p640x480.gz}. A
 * record is the bytes of one frame; the decoder {@code picture-decode} is told the same.
 */
public final class RawVideoFormat implements RecordingFormat {

    private static final int MAX_FRAME_BYTES = 1 << 28;
    private static final Pattern NAME =
            Pattern.compile(".*\\.(gray|gray8|rgb24|bgr24|yuv420p|i420|yuv422p|yuv444p|nv12|yuyv|yuyv422)"
                    + "([1-9]\\d{0,4})x([1-9]\\d{0,4})(\\.gz)?");

    /** Made by the service loader. */
    public RawVideoFormat() {}

    @Override
    public String name() {
        return "raw-video";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        return matcher(file).matches();
    }

    private static Matcher matcher(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT));
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        Matcher name = matcher(file);
        if (!name.matches()) {
            throw new IOException("name does not tell what the frames are: file=" + file
                    + " (expected one that ends as clip.gray160x128 does)");
        }
        int width = Integer.parseInt(name.group(2));
        int height = Integer.parseInt(name.group(3));
        long bytes = frameBytes(name.group(1), width, height);
        if (bytes > MAX_FRAME_BYTES) {
            throw new IOException("frames are too large: file=" + file + ", bytes=" + bytes + " (expected at most "
                    + MAX_FRAME_BYTES + ")");
        }
        return new RawVideoReader(Recordings.stream(file), name.group(1), width, height, (int) bytes);
    }

    private static long frameBytes(String pixels, int width, int height) {
        return switch (pixels) {
            case "gray", "gray8" -> Planes.MONO.bytes(width, height);
            case "rgb24", "bgr24", "yuv444p" -> Planes.FULL.bytes(width, height);
            case "yuv420p", "i420", "nv12" -> Planes.QUARTER.bytes(width, height);
            default -> Planes.HALF.bytes(width, height); // yuv422p, and yuyv of an even width
        };
    }
}
