package io.millrace.engine.record;

import io.millrace.engine.run.NodeChange;
import io.millrace.protocol.mcap.McapItem;
import io.millrace.protocol.mcap.McapReader;
import io.millrace.protocol.v1.FrameDigest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a recording of a run holds, less the frames themselves.
 *
 * @param file the recording
 * @param head what it says of the run, by word
 * @param end what it says of the run's end, or null if it was cut off
 * @param pipeline the pipeline file, or null if it has none
 * @param messages messages by topic
 * @param digests digests by port, in order
 * @param changes live changes, of each node in their order
 * @param whole whether its writer ended it
 * @param damagedChunks chunks that had to be passed over
 */
public record Recording(
        Path file,
        Map<String, String> head,
        @Nullable Map<String, String> end,
        @Nullable String pipeline,
        Map<String, Long> messages,
        Map<String, List<FrameDigest>> digests,
        List<NodeChange> changes,
        boolean whole,
        long damagedChunks) {

    static final String SOURCE = "/source/";
    static final String CHANGE = "/change";
    private static final String DIGEST = "/digest/";

    /**
     * Makes the maps immutable.
     *
     * @param file the recording
     * @param head what it says of the run
     * @param end what it says of the run's end
     * @param pipeline the pipeline file
     * @param messages messages by topic
     * @param digests digests by port
     * @param changes live changes
     * @param whole whether its writer ended it
     * @param damagedChunks chunks passed over
     */
    public Recording {
        head = Map.copyOf(head);
        end = end == null ? null : Map.copyOf(end);
        messages = new LinkedHashMap<>(messages);
        digests = new LinkedHashMap<>(digests);
        changes = List.copyOf(changes);
    }

    /**
     * Reads a recording.
     *
     * @param file the file
     * @return what it holds
     * @throws IOException if it cannot be read or is no MCAP file
     */
    public static Recording read(Path file) throws IOException {
        Map<String, String> head = new TreeMap<>();
        Map<String, String> end = null;
        String pipeline = null;
        Map<Integer, String> topics = new HashMap<>();
        Map<String, Long> messages = new TreeMap<>();
        Map<String, List<FrameDigest>> digests = new TreeMap<>();
        List<NodeChange> changes = new ArrayList<>();
        try (McapReader reader = open(file)) {
            for (McapItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof McapItem.Channel channel) {
                    topics.put(channel.id(), channel.topic());
                    messages.putIfAbsent(channel.topic(), 0L);
                } else if (item instanceof McapItem.Message message) {
                    String topic = topics.getOrDefault(message.channel(), "?");
                    messages.merge(topic, 1L, Long::sum);
                    if (topic.equals(CHANGE)) {
                        changes.add(change(message.data()));
                    } else if (topic.startsWith(DIGEST)) {
                        digests.computeIfAbsent(topic.substring(DIGEST.length()), port -> new ArrayList<>())
                                .add(FrameDigest.parseFrom(message.data()));
                    }
                } else if (item instanceof McapItem.Metadata words
                        && words.name().equals(RecordingHead.METADATA)) {
                    head.putAll(words.entries());
                } else if (item instanceof McapItem.Metadata words
                        && words.name().equals("end")) {
                    end = words.entries();
                } else if (item instanceof McapItem.Attachment attached
                        && attached.name().equals(RecordingHead.PIPELINE)) {
                    pipeline = new String(attached.data(), StandardCharsets.UTF_8);
                }
            }
            return new Recording(
                    file, head, end, pipeline, messages, digests, changes, reader.isWhole(), reader.damagedChunks());
        }
    }

    private static NodeChange change(byte[] message) throws IOException {
        var change = io.millrace.protocol.v1.NodeChange.parseFrom(message);
        return new NodeChange(change.getNode(), change.getAfterFrames(), change.getSettingsMap());
    }

    static McapReader open(Path file) throws IOException {
        return new McapReader(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    /**
     * The sources of the run, also those that gave nothing.
     *
     * @return their names
     */
    public List<String> sources() {
        return messages.keySet().stream()
                .filter(topic -> topic.startsWith(SOURCE))
                .map(topic -> topic.substring(SOURCE.length()))
                .toList();
    }

    /**
     * What operators measured on the machine of the run and went by.
     *
     * @return figures by the keys of the operators
     */
    public Map<String, String> measured() {
        Map<String, String> measured = new TreeMap<>();
        head.forEach((word, value) -> {
            if (word.startsWith(RecordingHead.MEASURED)) {
                measured.put(word.substring(RecordingHead.MEASURED.length()), value);
            }
        });
        return measured;
    }

    /**
     * Whether the run it records lost frames to time or load, so that a replay, which loses none, must differ.
     *
     * @return what was dropped, by edge; empty if nothing was
     */
    public Map<String, String> drops() {
        Map<String, String> drops = new TreeMap<>();
        if (end != null) {
            end.forEach((word, value) -> {
                if (word.startsWith("dropped ")) {
                    drops.put(word.substring("dropped ".length()), value);
                }
            });
        }
        return drops;
    }
}
