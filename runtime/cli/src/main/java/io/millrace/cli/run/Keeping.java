package io.millrace.cli.run;

import io.millrace.engine.checkpoint.CheckpointStore;
import io.millrace.engine.record.Recorder;
import io.millrace.engine.record.RecordingHead;
import io.millrace.engine.run.Checkpoints;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.engine.trace.ChromeTrace;
import io.millrace.engine.trace.OtlpTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a run is kept on disk.
 *
 * @param checkpoints folder of its checkpoints, or null for none
 * @param every how often one is taken
 * @param resume whether to begin where the newest was taken
 * @param record where to record it, or null
 * @param head what the recording says of the run
 * @param recordPorts ports that are recorded whole
 * @param trace where to write traces for Perfetto, or null
 * @param otlp where to write them as OpenTelemetry spans, or null
 */
public record Keeping(
        @Nullable Path checkpoints,
        Duration every,
        boolean resume,
        @Nullable Path record,
        RecordingHead head,
        Set<String> recordPorts,
        @Nullable Path trace,
        @Nullable Path otlp) {

    private static final int KEPT = 3;
    private static final int SPANS = 16_384;

    /**
     * Makes the set immutable.
     *
     * @param checkpoints folder of its checkpoints, or null
     * @param every how often one is taken
     * @param resume whether to begin where the newest was taken
     * @param record where to record it, or null
     * @param head what the recording says of the run
     * @param recordPorts ports that are recorded whole
     * @param trace where to write traces for Perfetto, or null
     * @param otlp where to write them as OpenTelemetry spans, or null
     */
    public Keeping {
        recordPorts = Set.copyOf(recordPorts);
    }

    RunOptions apply(RunOptions options) throws IOException {
        RunOptions kept = checkpoints == null
                ? options
                : options.withCheckpoints(new Checkpoints(new CheckpointStore(checkpoints, KEPT), every, resume));
        RunOptions traced = trace == null && otlp == null ? kept : kept.withTrace(SPANS);
        return record == null ? traced : traced.withTap(new Recorder(record, head, recordPorts));
    }

    /** Writes what is wanted of the traces. */
    void writeTraces(Run run) throws IOException {
        if (trace != null) {
            Files.writeString(trace, ChromeTrace.of(run.trace()));
        }
        if (otlp != null) {
            Files.writeString(otlp, OtlpTrace.of(run.trace()));
        }
    }
}
