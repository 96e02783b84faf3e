package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import io.millrace.protocol.mcap.McapItem;
import io.millrace.protocol.mcap.McapReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The {@code mcap} format as far as it is a recorded run: what its sources gave, record by record, each with its arrival.
 * Of a run with several sources one is named behind the file: {@code walk.mcap#csi}.
 */
public final class RunRecordingFormat implements RecordingFormat {

    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P'};
    private static final String SOURCE_TOPIC = "/source/";
    private static final char NAMED_BY = '#';

    /** Made by {@link java.util.ServiceLoader}. */
    public RunRecordingFormat() {}

    @Override
    public String name() {
        return "mcap";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        return java.util.Arrays.equals(head, 0, Math.min(head.length, MAGIC.length), MAGIC, 0, MAGIC.length);
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        Path recording = file(file);
        SortedSet<String> sources = sources(recording);
        String named = file.equals(recording)
                ? null
                : file.toString().substring(recording.toString().length() + 1);
        String source = named != null ? named : sources.size() == 1 ? sources.first() : null;
        if (source == null || !sources.contains(source)) {
            throw new IOException(
                    (named == null ? "recording has not one source" : "recording has no such source") + ": file=" + file
                            + ", sources=" + sources + " (expected one: " + recording + NAMED_BY + "SOURCE)");
        }
        return new RunRecordingReader(reader(recording), SOURCE_TOPIC + source);
    }

    /**
     * The recording of a source in a file of many, if it is one.
     *
     * @param file any recording
     * @param source name of a source
     * @return the file with the name behind it; the file itself if it is no recorded run or has no such source
     * @throws IOException if it cannot be read
     */
    public static Path ofSource(Path file, String source) throws IOException {
        try (var in = Files.newInputStream(file)) {
            if (!new RunRecordingFormat().matches(file, in.readNBytes(MAGIC.length))) {
                return file;
            }
        }
        return sources(file).contains(source) ? Path.of(file.toString() + NAMED_BY + source) : file;
    }

    /** The file without the name of a source behind it. */
    static Path file(Path file) {
        String text = file.toString();
        int at = text.lastIndexOf(NAMED_BY);
        return at > 0 && !Files.exists(file) ? Path.of(text.substring(0, at)) : file;
    }

    private static SortedSet<String> sources(Path file) throws IOException {
        SortedSet<String> sources = new TreeSet<>();
        try (McapReader reader = reader(file)) {
            for (McapItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof McapItem.Channel channel && channel.topic().startsWith(SOURCE_TOPIC)) {
                    sources.add(channel.topic().substring(SOURCE_TOPIC.length()));
                }
            }
        }
        return sources;
    }

    private static McapReader reader(Path file) throws IOException {
        return new McapReader(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }
}
