package io.millrace.kernels.vision.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One frame of YUV4MPEG2 as a record: the header line of the stream, a line that begins with {@code FRAME}, and the planes.
 *
 * @param width columns
 * @param height rows
 * @param format how the planes lie; null for what is not 8 bits or has transparency
 * @param fullRange what XCOLORRANGE says; null if it is not there
 * @param from where the planes begin
 */
record Y4mFrame(
        int width,
        int height,
        @Nullable PixelFormat format,
        @Nullable Boolean fullRange,
        int from) {

    private static final String MAGIC = "YUV4MPEG2";
    private static final int MAX_LINE_BYTES = 1024;
    private static final int MAX_SIDE = 65_535;

    /** Whether a record begins like one. */
    static boolean matches(byte[] record) {
        return startsWith(record, 0, MAGIC);
    }

    /** Reads both lines; null if they are damaged. */
    static @Nullable Y4mFrame read(byte[] record) {
        int end = lineEnd(record, 0);
        if (!matches(record) || end < 0 || !startsWith(record, end + 1, "FRAME")) {
            return null;
        }
        int frameEnd = lineEnd(record, end + 1);
        if (frameEnd < 0) {
            return null;
        }
        int width = 0;
        int height = 0;
        PixelFormat format = PixelFormat.I420;
        Boolean fullRange = null;
        String line = new String(record, 0, end, StandardCharsets.ISO_8859_1);
        int at = MAGIC.length();
        while (at < line.length()) {
            int next = line.indexOf(' ', at + 1);
            String word = line.substring(at, next < 0 ? line.length() : next).strip();
            at = next < 0 ? line.length() : next;
            char tag = word.isEmpty() ? ' ' : word.charAt(0);
            switch (tag) {
                case 'W' -> width = side(word);
                case 'H' -> height = side(word);
                case 'C' -> format = format(word);
                case 'X' ->
                    fullRange = word.startsWith("XCOLORRANGE=") ? Boolean.valueOf(word.endsWith("=FULL")) : fullRange;
                default -> {} // rate, interlacing and aspect do not change how pixels lie
            }
        }
        return width < 1 || height < 1 ? null : new Y4mFrame(width, height, format, fullRange, frameEnd + 1);
    }

    private static @Nullable PixelFormat format(String word) {
        return switch (word) {
            case "C420", "C420jpeg", "C420mpeg2", "C420paldv" -> PixelFormat.I420;
            case "C422" -> PixelFormat.I422;
            case "C444" -> PixelFormat.I444;
            case "Cmono" -> PixelFormat.Y8;
            default -> null;
        };
    }

    private static int side(String word) {
        try {
            int side = Integer.parseInt(word.substring(1));
            return side <= MAX_SIDE ? side : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static int lineEnd(byte[] record, int from) {
        int to = Math.min(record.length, from + MAX_LINE_BYTES);
        for (int i = from; i < to; i++) {
            if (record[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] record, int from, String word) {
        if (record.length - from < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (record[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
