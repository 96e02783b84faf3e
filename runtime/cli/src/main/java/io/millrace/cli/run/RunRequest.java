package io.millrace.cli.run;

import io.millrace.engine.Draft;
import io.millrace.transport.files.ReplaySpeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked {@code millrace run} for.
 *
 * @param draft the pipeline
 * @param admitted the device it is held against
 * @param directory where the pipeline's relative paths begin
 * @param inputs {@code --input} options as written
 * @param speed how fast recordings are played
 * @param duration how long to run, or null for as long as there is input
 * @param metrics where to serve metrics, or null for nowhere
 * @param keeping what is kept on disk
 */
public record RunRequest(
        Draft draft,
        Admitted admitted,
        Path directory,
        List<String> inputs,
        ReplaySpeed speed,
        @Nullable Duration duration,
        @Nullable MetricsAddress metrics,
        Keeping keeping) {

    /**
     * Makes the list immutable.
     *
     * @param draft the pipeline
     * @param admitted the device it is held against
     * @param directory where relative paths begin
     * @param inputs inputs as written
     * @param speed how fast
     * @param duration how long, or null
     * @param metrics where to serve metrics, or null
     * @param keeping what is kept on disk
     */
    public RunRequest {
        inputs = List.copyOf(inputs);
    }
}
