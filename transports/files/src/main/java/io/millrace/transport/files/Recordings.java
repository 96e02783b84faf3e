package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.zip.GZIPInputStream;

/** Opens recordings of any installed format. Gzipped files are unpacked on the way. */
public final class Recordings {

    private static final int HEAD_BYTES = 4096;

    private Recordings() {}

    /**
     * Opens a recording.
     *
     * @param file the file
     * @return a reader at its start
     * @throws IOException if the file cannot be read, or no installed format knows it; the message says which do exist
     */
    public static RecordingReader open(Path file) throws IOException {
        byte[] head = head(RunRecordingFormat.file(file));
        List<RecordingFormat> formats = ServiceLoader.load(RecordingFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        for (RecordingFormat format : formats) {
            if (format.matches(file, head)) {
                return format.open(file);
            }
        }
        throw new IOException("recording not understood: file=" + file + " (expected one of the formats "
                + String.join(", ", formats.stream().map(RecordingFormat::name).toList()) + ")");
    }

    /** Opens a file, unpacking it if its first bytes say that it is gzipped. */
    static InputStream stream(Path file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static byte[] head(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("recording cannot be read: file=" + file + ", cause="
                    + (Files.exists(file) ? "not a file" : "no such file") + " (expected a readable file)");
        }
        try (InputStream in = stream(file)) {
            return in.readNBytes(HEAD_BYTES);
        }
    }
}
