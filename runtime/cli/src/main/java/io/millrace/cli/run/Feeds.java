package io.millrace.cli.run;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.frame.Origin;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.operator.RecordTimer;
import io.millrace.cli.UsageException;
import io.millrace.engine.catalog.Catalog;
import io.millrace.transport.files.FileSettings;
import io.millrace.transport.files.FileSource;
import io.millrace.transport.files.Playlist;
import io.millrace.transport.files.ReplaySpeed;
import io.millrace.transport.files.RunRecordingFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every source of a run gets: its transport as written, another transport, recordings through its own socket, or
 * recordings straight in.
 *
 * @param graph the pipeline with its sources changed accordingly
 * @param sockets recordings to send to a source's socket, by source
 * @param virtual whether the run is in the time of its recordings
 */
record Feeds(Graph graph, Map<String, SocketFeed> sockets, boolean virtual) {

    /**
     * Recordings for a socket.
     *
     * @param transport udp or tcp
     * @param files what to play
     * @param timer tells when a record was taken
     */
    record SocketFeed(String transport, List<Path> files, RecordTimer timer) {}

    /**
     * Decides.
     *
     * @param stated the pipeline as written
     * @param inputs {@code --input} options, empty for the demo recordings of the file
     * @param directory where the file's relative paths begin
     * @param speed how fast recordings are played
     * @param duration how much of the recordings, or null for all
     * @param catalog finds the decoders that tell record times
     * @throws IOException if a recording cannot be read
     */
    static Feeds decide(
            Graph stated,
            List<InputOption> inputs,
            Path directory,
            ReplaySpeed speed,
            @Nullable Duration duration,
            Catalog catalog)
            throws IOException {
        Map<String, SocketFeed> sockets = new LinkedHashMap<>();
        List<SourceDef> sources = new ArrayList<>();
        List<String> live = new ArrayList<>();
        List<String> misfits = new ArrayList<>();
        for (SourceDef source : stated.sources()) {
            Component own = source.transport();
            List<String> targets = inputs.stream()
                    .filter(i -> i.source().equals(source.name()))
                    .map(InputOption::target)
                    .toList();
            Component replacement = targets.size() == 1 ? TransportUrl.parse(targets.get(0)) : null;
            List<Path> files = replacement != null ? List.of() : files(source, targets, inputs.isEmpty(), directory);
            misfits.addAll(FileDecoder.of(source, catalog).misfits(played(source, files)));
            if (replacement != null) {
                sources.add(source.through(merged(source, replacement), Origin.REAL));
                live.add(source.name());
            } else if (files.isEmpty()) {
                sources.add(source);
                live.add(source.name());
            } else if (own != null && !speed.isMax() && hasSocket(own)) {
                sources.add(source.through(own, Playlist.origin(files)));
                sockets.put(
                        source.name(),
                        new SocketFeed(
                                own.type(),
                                files,
                                FileDecoder.of(source, catalog).timer()));
            } else {
                sources.add(source.through(recording(files, speed, duration), Playlist.origin(files)));
            }
        }
        if (!misfits.isEmpty()) {
            throw new UsageException(String.join("\n", misfits));
        }
        if (speed.isMax() && !live.isEmpty()) {
            throw new UsageException("speed max needs recordings for every source: live=" + live
                    + " (expected --input SOURCE=FILE for each)");
        }
        Graph graph =
                new Graph(stated.name(), stated.profile(), sources, stated.nodes(), stated.sinks(), stated.location());
        return new Feeds(graph, sockets, speed.isMax());
    }

    private static List<Path> files(SourceDef source, List<String> targets, boolean demo, Path directory)
            throws IOException {
        List<Path> files = new ArrayList<>();
        for (String target : targets) {
            if (TransportUrl.parse(target) != null) {
                throw new UsageException("a live input stands alone: source=" + source.name() + ", inputs=" + targets
                        + " (expected one live input, or files only)");
            }
            Path file = Path.of(target);
            files.add(
                    target.contains("#")
                            ? file
                            : RunRecordingFormat.ofSource(existing(file, "--input"), source.name()));
        }
        String recording = source.demo();
        if (demo && recording != null) {
            files.add(existing(directory.resolve(recording), source.location() + ", demo"));
        }
        return files;
    }

    /** The recordings of a source: those of this run, or those that its own transport names. */
    private static List<Path> played(SourceDef source, List<Path> files) {
        Component own = source.transport();
        if (!files.isEmpty() || own == null || !own.type().equals(FileSource.NAME)) {
            return files;
        }
        FileSettings settings = Settings.bind(FileSettings.class, own.written(), new Problems());
        return settings == null ? List.of() : settings.paths();
    }

    private static Path existing(Path file, String where) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(where + ": no such recording: file=" + file
                    + " (expected a file, or udp://host:port, tcp://host:port, serial:DEVICE, pipe:PATH)");
        }
        return file;
    }

    /** Recordings can play the sensor's part where the source waits for somebody to send. */
    private static boolean hasSocket(Component transport) {
        if (!transport.written().entries().containsKey("listen")) {
            return false;
        }
        ConfigValue framing = transport.written().entries().get("framing");
        return transport.type().equals("udp")
                || (transport.type().equals("tcp")
                        && (framing == null || framing.toString().equals("lines")));
    }

    /** Keeps what the file says about the transport if only the address is another. */
    private static Component merged(SourceDef source, Component replacement) {
        Component own = source.transport();
        if (own == null || !own.type().equals(replacement.type())) {
            return replacement;
        }
        ConfigValue.Mapping written = own.written().without(List.of("listen", "connect", "device", "path"));
        Map<String, ConfigValue> entries = new LinkedHashMap<>(written.entries());
        entries.putAll(replacement.written().entries());
        return Component.written(own.type(), new ConfigValue.Mapping(entries, own.location()), replacement.location());
    }

    private static Component recording(List<Path> files, ReplaySpeed speed, @Nullable Duration duration) {
        return Component.given(FileSource.NAME, new FileSettings(files, speed.toString(), 1, duration));
    }
}
