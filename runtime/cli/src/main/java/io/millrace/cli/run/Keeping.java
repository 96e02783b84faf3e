package io.millrace.cli.run;

import io.millrace.engine.checkpoint.CheckpointStore;
import io.millrace.engine.run.Checkpoints;
import io.millrace.engine.run.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What of a run is kept on disk.
 *
 * @param checkpoints folder of its checkpoints, or null for none
 * @param every how often one is taken
 * @param resume whether to begin where the newest was taken
 */
public record Keeping(@Nullable Path checkpoints, Duration every, boolean resume) {

    /** Nothing is kept. */
    public static final Keeping NOTHING = new Keeping(null, Duration.ofSeconds(10), false);

    private static final int KEPT = 3;

    RunOptions apply(RunOptions options) throws IOException {
        return checkpoints == null
                ? options
                : options.withCheckpoints(new Checkpoints(new CheckpointStore(checkpoints, KEPT), every, resume));
    }
}
