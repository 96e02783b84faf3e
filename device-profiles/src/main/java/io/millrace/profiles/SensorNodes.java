package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.config.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of sensor nodes that this module describes. */
public final class SensorNodes {

    private static final List<String> NAMES =
            List.of("esp32", "esp32-c3", "esp32-c5", "esp32-c6", "esp32-s2", "esp32-s3");
    private static final String SUFFIX = ".yaml";

    private SensorNodes() {}

    /**
     * The names that {@link #load} knows.
     *
     * @return names, sorted
     */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Finds a kind of node.
     *
     * @param name one of {@link #names()}
     * @param askedAt where it is asked for: an unknown name is a problem of that place
     * @param problems gets everything that is wrong with it
     * @return the node, or null if a problem was noted
     */
    public static @Nullable SensorNode load(String name, Location askedAt, Problems problems) {
        if (!NAMES.contains(name)) {
            problems.add(askedAt, "no such sensor node: node=" + name + " (expected " + Words.oneOf(name, NAMES) + ")");
            return null;
        }
        return read(name + SUFFIX, shipped(name), problems);
    }

    /** What a file says; a node that it extends is one of those shipped. */
    static @Nullable SensorNode read(String fileName, String text, Problems problems) {
        ConfigValue.Mapping file = YamlFile.parse(fileName, text, problems);
        if (file == null) {
            return null;
        }
        int before = problems.size();
        ConfigValue parent = file.entries().get(NodeFile.EXTENDS);
        SensorNode base = parent == null ? null : load(parent.toString(), parent.location(), problems);
        SensorNode node = new NodeFile(file, problems).read(base);
        return problems.size() == before ? node : null;
    }

    static String shipped(String name) {
        try (InputStream in = SensorNodes.class.getResourceAsStream("nodes/" + name + SUFFIX)) {
            if (in == null) {
                throw new IllegalStateException("node not shipped: node=" + name + " (expected in this module)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("shipped node cannot be read: node=" + name, e);
        }
    }
}
