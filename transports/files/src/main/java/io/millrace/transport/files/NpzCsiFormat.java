package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A numpy archive with an array {@code csi_data}: int8 [packets, 2 x sub-carriers], imaginary part first. The archive
 * holds values without a wire format, so each row is delivered as an ADR-018 datagram, the format that says least
 * beyond the values; times are taken as even over {@code duration_ms}. What stands beside it becomes properties; an archive
 * without that array holds no packets.
 */
public final class NpzCsiFormat implements RecordingFormat {

    private static final String NAME = "npz-csi";
    private static final String DATA = "csi_data";
    private static final int MAX_ENTRIES = 256;
    private static final double NOMINAL_RATE_HZ = 100;

    /** Made by the service loader. */
    public NpzCsiFormat() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        return head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        NpyArray data = null;
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            int entries = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++entries > MAX_ENTRIES) {
                    throw new IOException(
                            "archive has too many entries: file=" + file + " (expected at most " + MAX_ENTRIES + ")");
                }
                String name = entry.getName().replaceFirst("\\.npy$", "");
                NpyArray array = NpyArray.read(name, new DataInputStream(zip));
                if (name.equals(DATA)) {
                    data = array;
                } else {
                    properties.put(name, array.isScalar() ? array.scalar() : array.toString());
                }
            }
        } catch (ZipException | ArithmeticException e) {
            throw new IOException(
                    "archive is malformed: file=" + file + ", cause=" + e.getMessage() + " (expected a numpy archive)",
                    e);
        }
        return reader(file, data, properties);
    }

    private static RecordingReader reader(Path file, @Nullable NpyArray data, Map<String, String> properties)
            throws IOException {
        if (data == null) { // an archive of something else holds no packets, but can be looked into
            return new NpzCsiReader(new byte[0], 0, 2, new RecordingInfo(NAME, Origin.REPLAY, 0, properties));
        }
        List<Integer> shape = data.shape();
        if (!data.isBytes() || shape.size() != 2 || shape.get(1) % 2 != 0 || shape.get(1) > 2 * 4096) {
            throw new IOException("archive holds no CSI: file=" + file + ", csi_data=" + shape
                    + " (expected csi_data of int8 [packets, 2 x sub-carriers])");
        }
        double rateHz = rate(properties.get("duration_ms"), shape.get(0));
        return new NpzCsiReader(
                data.data(), shape.get(0), shape.get(1), new RecordingInfo(NAME, Origin.REPLAY, rateHz, properties));
    }

    private static double rate(@Nullable String durationMs, int packets) {
        double seconds = durationMs == null ? 0 : Double.parseDouble(durationMs) / 1000;
        return seconds > 0 && packets > 0 ? packets / seconds : NOMINAL_RATE_HZ;
    }
}
