package io.millrace.cli;

import io.millrace.cli.run.Keeping;
import java.nio.file.Path;
import java.time.Duration;
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
            converter = RunCommand.DurationConverter.class,
            description = "How often. Default: 10s.")
    private Duration every = Duration.ofSeconds(10);

    @Option(
            names = "--resume",
            description = "Go on where the newest checkpoint was taken; a recording is played from there. An empty "
                    + "folder is a beginning.")
    private boolean resume;

    /** For picocli. */
    KeepingOptions() {}

    Keeping keeping() {
        if (resume && checkpoints == null) {
            throw new UsageException(
                    "nothing to resume: --resume is given without a folder (expected --checkpoint DIR)");
        }
        return new Keeping(checkpoints, every, resume);
    }
}
