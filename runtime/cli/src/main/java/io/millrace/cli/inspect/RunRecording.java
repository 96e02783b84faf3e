package io.millrace.cli.inspect;

import io.millrace.engine.record.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a recording of a run holds, for people and programs. */
public final class RunRecording {

    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P'};

    private RunRecording() {}

    /**
     * Whether a file is an MCAP file.
     *
     * @param file the file
     * @return true if it begins like one
     * @throws IOException if it cannot be read
     */
    public static boolean matches(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * For people.
     *
     * @param recording what it holds
     * @return lines
     */
    public static List<String> lines(Recording recording) {
        List<String> lines = new ArrayList<>();
        lines.add(recording.file() + ": a recorded run, " + (recording.whole() ? "whole" : "CUT OFF"));
        if (recording.damagedChunks() > 0) {
            lines.add(recording.damagedChunks() + " damaged chunks passed over");
        }
        new TreeMap<>(recording.head())
                .forEach((word, value) -> lines.add(String.format(Locale.ROOT, "%-20s %s", word, value)));
        lines.add("");
        recording
                .messages()
                .forEach((topic, count) -> lines.add(String.format(Locale.ROOT, "%-40s %10d", topic, count)));
        Map<String, String> end = recording.end();
        if (end != null) {
            lines.add("");
            new TreeMap<>(end).forEach((word, value) -> lines.add(String.format(Locale.ROOT, "%-20s %s", word, value)));
        }
        return lines;
    }

    /**
     * For programs.
     *
     * @param recording what it holds
     * @return maps
     */
    public static Map<String, Object> json(Recording recording) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", recording.file().toString());
        json.put("format", "mcap");
        json.put("whole", recording.whole());
        json.put("damagedChunks", recording.damagedChunks());
        json.put("head", new TreeMap<>(recording.head()));
        json.put("messages", recording.messages());
        Map<String, String> end = recording.end();
        if (end != null) {
            json.put("end", new TreeMap<>(end));
        }
        return json;
    }
}
