package io.millrace.cli;

import io.millrace.cli.run.Keeping;
import io.millrace.engine.record.RecordingHead;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a run is kept on disk. */
final class KeepingOptions {

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description = "Save the state of the whole graph there every now and then, without stopping it; the newest "
                    + "three are kept.")
    private @Nullable Path checkpoints;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "TIME",
            converter = FeedOptions.DurationConverter.class,
            description = "How often. Default: 10s.")
    private Duration every = Duration.ofSeconds(10);

    @Option(
            names = "--resume",
            description = "Go on where the newest checkpoint was taken; a recording is played from there. An empty "
                    + "folder is a beginning.")
    private boolean resume;

    @Option(
            names = "--record",
            paramLabel = "FILE.mcap",
            description =
                    "Record what the sources gave, what ran, and a digest of every frame of every port: see replay.")
    private @Nullable Path record;

    @Option(
            names = "--record-ports",
            paramLabel = "PORT",
            split = ",",
            description = "Ports whose frames are recorded whole, beside their digests.")
    private List<String> recordPorts = new ArrayList<>();

    @Option(
            names = "--trace",
            paramLabel = "FILE.json",
            description = "Trace every frame and write the latest of them for ui.perfetto.dev.")
    private @Nullable Path trace;

    @Option(
            names = "--trace-otlp",
            paramLabel = "FILE.json",
            description = "The same as OpenTelemetry spans: one OTLP request in JSON.")
    private @Nullable Path otlp;

    /** For picocli. */
    KeepingOptions() {}

    Keeping keeping(PipelineOptions.Loaded loaded) {
        if (resume && checkpoints == null) {
            throw new UsageException(
                    "nothing to resume: --resume is given without a folder (expected --checkpoint DIR)");
        }
        RecordingHead head = new RecordingHead(loaded.file().toString(), WrittenJson.of(loaded.content()));
        return new Keeping(checkpoints, every, resume, record, head, Set.copyOf(recordPorts), trace, otlp);
    }
}
