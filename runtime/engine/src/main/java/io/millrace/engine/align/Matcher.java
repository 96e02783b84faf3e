package io.millrace.engine.align;

import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.WaitingProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One way of matching. One thread. */
interface Matcher {

    /** What {@link #pendingSince} returns when nothing is pending. */
    long NOTHING = WaitingProcessor.NEVER;

    /**
     * Decides about the next set, if it can.
     *
     * @param overdue whether the patience is at an end: it must decide if anything is held, with what is there
     * @param out takes the set and what became of its frames
     * @return whether a set was emitted or a frame dropped
     */
    boolean step(boolean overdue, Emitter out);

    /**
     * Since when the frame waits that is to be decided about next.
     *
     * @return ns of waiting time, or {@link #NOTHING}
     */
    long pendingSince();

    /** Forgets what it knows beside the tracks. */
    default void reset() {}

    /** Writes what it knows beside the tracks. */
    default void save(DataOutput out) throws IOException {}

    /** Reads what {@link #save} wrote. */
    default void load(DataInput in) throws IOException {}
}
