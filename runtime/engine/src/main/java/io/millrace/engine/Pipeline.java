package io.millrace.engine;

import io.millrace.api.plan.Plan;
import io.millrace.engine.run.Executable;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import java.io.IOException;

/** A compiled pipeline. Can start any number of runs, one after the other or at once. */
public final class Pipeline {

    private final Executable executable;

    Pipeline(Executable executable) {
        this.executable = executable;
    }

    /**
     * What will run.
     *
     * @return the plan
     */
    public Plan plan() {
        return executable.plan();
    }

    /**
     * Starts in real time.
     *
     * @return the run
     * @throws IOException if a source or sink cannot be opened
     */
    public Run start() throws IOException {
        return start(RunOptions.realTime());
    }

    /**
     * Starts.
     *
     * @param options how time passes
     * @return the run
     * @throws IOException if a source or sink cannot be opened
     */
    public Run start(RunOptions options) throws IOException {
        return Run.start(executable, options);
    }
}
