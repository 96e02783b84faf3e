package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The {@code y4m} format: YUV4MPEG2, video without compression, 8 bits, in 4:2:0, 4:2:2, 4:4:4 or grey. A record is a frame as a
 * small stream of its own: the header line of the file, the line {@code FRAME}, the planes; the decoder {@code picture-decode}
 * reads it. Its time is that of the header's rate; interlaced frames stay as they are.
 *
 * <p>{@code XORIGIN=SIMULATED} in the header says where the frames come from, as comments do in text recordings.
 */
public final class Y4mFormat implements RecordingFormat {

    static final String MAGIC = "YUV4MPEG2 ";

    /** Made by the service loader. */
    public Y4mFormat() {}

    @Override
    public String name() {
        return "y4m";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        int length = Math.min(head.length, MAGIC.length());
        return new String(head, 0, length, StandardCharsets.ISO_8859_1).equals(MAGIC);
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return Y4mReader.open(file.toString(), Recordings.stream(file));
    }
}
