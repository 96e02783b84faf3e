package io.millrace.transport.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a WAV file up to its samples. A chunk is a name, a size, its content and, if that is odd, a byte of
 * padding. Memory is bounded whatever the file says: contents that are not needed are skipped.
 */
final class WavChunks {

    /** The size of samples that go on to the end of the file. */
    static final long TO_THE_END = Long.MAX_VALUE;

    private static final long OPEN_SIZE = 0xFFFFFFFFL;
    private static final int MAX_CHUNKS = 1000;
    private static final int MAX_CONTENT_BYTES = 1 << 16;
    private static final int MAX_FORMAT_BYTES = 1 << 12;
    private static final int SIZES_BYTES = 24;

    private final String file;
    private final InputStream in;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private long dataBytes;
    private long position;

    WavChunks(String file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** What a comment says of the recording. */
    Map<String, String> properties() {
        return properties;
    }

    /** Size of the samples, or {@link #TO_THE_END}. */
    long dataBytes() {
        return dataBytes;
    }

    /** Reads to the first sample and tells the form of the samples. */
    WavHeader readToData() throws IOException {
        long riffBytes = size(read("RIFF header", 12));
        WavHeader header = null;
        long sizedBytes = -1;
        for (int i = 0; i < MAX_CHUNKS; i++) {
            byte[] head = read("chunk header", 8);
            String name = new String(head, 0, 4, StandardCharsets.ISO_8859_1);
            long bytes = size(head);
            if (name.equals("data")) {
                dataBytes = dataBytes(bytes, riffBytes, sizedBytes);
                return requireFormat(header);
            }
            byte[] content = content(name, bytes);
            if (name.equals("fmt ")) {
                header = WavHeader.parse(file, content);
            } else if (name.equals("LIST")) {
                readInfo(content);
            } else if (name.equals("ds64") && content.length >= SIZES_BYTES) {
                sizedBytes =
                        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
            }
            skip(bytes - content.length + bytes % 2);
        }
        throw new IOException(
                "WAV has too many chunks before its samples: file=" + file + " (expected at most " + MAX_CHUNKS + ")");
    }

    private WavHeader requireFormat(@Nullable WavHeader header) throws IOException {
        if (header == null) {
            throw new IOException("WAV has no format before its samples: file=" + file + " (expected a fmt chunk)");
        }
        return header;
    }

    /** A streaming writer leaves sizes at 0 or all ones; an empty file has a size of 0 that its RIFF size confirms. */
    private long dataBytes(long stated, long riffBytes, long sizedBytes) {
        if (stated == OPEN_SIZE) {
            return sizedBytes >= 0 ? sizedBytes : TO_THE_END;
        }
        boolean open = stated == 0 && (riffBytes == 0 || riffBytes == OPEN_SIZE);
        return open ? TO_THE_END : stated;
    }

    /** The start of a chunk's content, as much of it as can matter. */
    private byte[] content(String name, long bytes) throws IOException {
        int limit = switch (name) {
            case "fmt " -> MAX_FORMAT_BYTES;
            case "ds64" -> SIZES_BYTES;
            case "LIST" -> MAX_CONTENT_BYTES;
            default -> 0;
        };
        return read(name.strip() + " chunk", (int) Math.min(bytes, limit));
    }

    private void readInfo(byte[] list) {
        ByteBuffer in4 = ByteBuffer.wrap(list).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 4; at + 8 <= list.length; ) {
            String name = new String(list, at, 4, StandardCharsets.ISO_8859_1);
            long bytes = in4.getInt(at + 4) & OPEN_SIZE;
            if (bytes > list.length - at - 8) {
                return;
            }
            if (name.equals("ICMT")) {
                String comment = new String(list, at + 8, (int) bytes, StandardCharsets.UTF_8);
                RecordingNote.read(comment.replace("\0", "").strip(), properties);
            }
            at += 8 + (int) (bytes + bytes % 2);
        }
    }

    private static long size(byte[] head) {
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & OPEN_SIZE;
    }

    private byte[] read(String what, int bytes) throws IOException {
        byte[] content = in.readNBytes(bytes);
        position += content.length;
        if (content.length < bytes) {
            throw cutShort(what);
        }
        return content;
    }

    private void skip(long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
            position += bytes;
        } catch (EOFException e) {
            throw cutShort("chunk");
        }
    }

    private IOException cutShort(String what) {
        return new IOException("WAV ends before its samples: file=" + file + ", within=" + what + ", byte=" + position
                + " (expected a data chunk)");
    }
}
