package io.millrace.cli.run;

import io.millrace.api.frame.Origin;
import io.millrace.api.plan.Plan;
import io.millrace.cli.view.FrameListener;
import io.millrace.engine.run.RunReport;
import java.nio.file.Path;

/** What the user sees of a run. Frames may come from any thread, the rest from one. */
interface RunOutput extends FrameListener {

    /** Whether it shows frames, so that a pipeline without a terminal sink needs one. */
    default boolean showsFrames() {
        return true;
    }

    /**
     * It is known what will run; nothing is open yet.
     *
     * @param plan the plan
     * @param virtual whether it runs in the time of its recordings
     * @param origin the weakest claim of its sources
     */
    default void prepared(Plan plan, boolean virtual, Origin origin) {}

    /** The run has started. */
    default void started(RunView view) {}

    /**
     * A recording begins.
     *
     * @param file the recording
     * @param records records that were played before it
     * @param timeNanos when its first record is due, ns since the first of all
     */
    default void inputBegan(Path file, long records, long timeNanos) {}

    /** Time has passed. */
    void tick(RunView view);

    /** Time between calls of {@link #tick}, ms. */
    long periodMillis();

    /** Whether nobody reads any more: the run may as well stop. */
    default boolean isAbandoned() {
        return false;
    }

    /** The run has ended. */
    void finished(RunView view, RunReport report);
}
