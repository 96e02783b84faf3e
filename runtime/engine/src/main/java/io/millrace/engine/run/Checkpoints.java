package io.millrace.engine.run;

import io.millrace.engine.checkpoint.CheckpointStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a run takes checkpoints.
 *
 * @param store where they are kept
 * @param every how often one is taken, or null: only when asked for
 * @param resume whether to begin where the newest of them was taken; a folder without any is a beginning
 */
public record Checkpoints(CheckpointStore store, @Nullable Duration every, boolean resume) {

    /**
     * Checks the period.
     *
     * @param store where they are kept
     * @param every how often one is taken, or null
     * @param resume whether to begin where the newest was taken
     * @throws IllegalArgumentException if the period is not above 0
     */
    public Checkpoints {
        if (every != null && (every.isNegative() || every.isZero())) {
            throw new IllegalArgumentException("period is too short: every=" + every + " (expected above 0)");
        }
    }
}
