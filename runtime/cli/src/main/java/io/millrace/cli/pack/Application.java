package io.millrace.cli.pack;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.device.DeviceProfile;
import io.millrace.cli.Json;
import io.millrace.cli.UsageException;
import io.millrace.profiles.DeviceProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline in a packaged folder: its file as it will be read, the models and files that it names, its profile.
 * The demo recordings of its sources stay away: a device waits for its sensors.
 */
final class Application {

    private static final long KIB = 1024;
    private static final List<String> WEIGHTS = List.of(".data", "_data");

    private final Map<String, Object> pipeline;
    private final Path directory;
    private final List<Path> files = new ArrayList<>();
    private final Map<String, Path> demos = new LinkedHashMap<>();

    /**
     * Finds what belongs to a pipeline.
     *
     * @param content its file, overrides applied
     * @param directory where its relative paths begin
     * @throws UsageException if a file lies elsewhere
     */
    Application(ConfigValue.Mapping content, Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.pipeline = new LinkedHashMap<>(mapping(content));
        this.pipeline.remove("profile"); // the launcher states it
    }

    private Map<String, Object> mapping(ConfigValue.Mapping mapping) {
        Map<String, Object> plain = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> {
            if (value instanceof ConfigValue.Mapping source && source.entries().containsKey("demo")) {
                demos.put(key, directory.resolve(source.entries().get("demo").toString()));
                plain.put(key, mapping(source.without(List.of("demo"))));
            } else {
                plain.put(key, plain(value));
            }
        });
        return plain;
    }

    private Object plain(ConfigValue value) {
        if (value instanceof ConfigValue.Mapping mapping) {
            return mapping(mapping);
        }
        if (value instanceof ConfigValue.Sequence sequence) {
            return sequence.items().stream().map(this::plain).toList();
        }
        Path file = file(value.toString());
        if (file != null) {
            if (!file.startsWith(directory)) {
                throw new UsageException("file of the pipeline lies outside its folder: " + value.location() + ", file="
                        + value + " (expected a path below " + directory + ")");
            }
            files.add(file);
            WEIGHTS.stream()
                    .map(end -> file.resolveSibling(file.getFileName() + end))
                    .filter(Files::isRegularFile)
                    .forEach(files::add);
        }
        return value.toString();
    }

    private @Nullable Path file(String text) {
        try {
            Path file = directory.resolve(text).normalize();
            return !text.isBlank() && Files.isRegularFile(file) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Demo recordings, by source: they can train a start archive. */
    Map<String, Path> demos() {
        return demos;
    }

    /** Writes it. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("pipeline.yaml"), Json.page(pipeline) + "\n");
        for (Path file : files) {
            Path to = folder.resolve(directory.relativize(file).toString());
            Files.createDirectories(to.getParent());
            if (!Files.exists(to)) { // two nodes may name one model
                Files.copy(file, to);
            }
        }
    }

    /**
     * Says which profile the folder runs with.
     *
     * @param profile what it was planned for
     * @param folder of the pipeline; a profile that is not shipped is written there, with what it extends
     * @return what --profile takes, or null for the machine it runs on
     */
    static @Nullable String writeProfile(DeviceProfile profile, Path folder) throws IOException {
        if (profile.name().equals(DeviceProfiles.THIS_MACHINE)) {
            return null;
        }
        if (DeviceProfiles.names().contains(profile.name())) {
            return profile.name();
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("profile", profile.name());
        page.put("title", profile.title());
        page.put("cores", profile.cores());
        page.put("isa", profile.isa());
        page.put("heap", profile.heapBytes() / KIB + " KiB");
        page.put("native", profile.nativeBytes() / KIB + " KiB");
        page.put("execution-providers", profile.executionProviders());
        if (profile.maxLatencyNanos() > 0) {
            page.put("max-latency", profile.maxLatencyNanos() + "ns");
        }
        Map<String, Object> sources = new LinkedHashMap<>();
        page.keySet().stream()
                .skip(2)
                .forEach(key -> sources.put(key, profile.sources().getOrDefault(key, "as packaged")));
        page.put("sources", sources);
        Files.writeString(folder.resolve("profile.yaml"), Json.page(page) + "\n");
        return "app/profile.yaml";
    }
}
