package io.millrace.engine.run;

import io.millrace.api.time.Clock;
import org.jspecify.annotations.Nullable;

/** What the parts of a run share. */
interface RunContext {

    Clock clock();

    /** Whether the age of frames means something: not on a virtual clock, where none passes. */
    boolean measuresAge();

    /** Whether somebody wants to know how far every source has been read. */
    boolean tracksSources();

    /** Adds to what the report says of the run. */
    void note(String note);

    /** How many spans every stage keeps, 0 for none. */
    int traceSpans();

    /** Who looks on, or null. */
    @Nullable RunTap tap();

    /** Stops the run: the first cause is kept. Any thread. */
    void fail(Throwable cause);

    @Nullable Throwable failure();
}
