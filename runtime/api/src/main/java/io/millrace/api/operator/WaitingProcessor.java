package io.millrace.api.operator;

/**
 * A processor that waits, and may give up waiting: time passes for it even when no frame comes.
 *
 * <p>The time it is told is waiting time: it stands still while the stage is at work or kept from passing frames on, so
 * that a stream that is late because this end was busy is never taken for one that has stopped. On a virtual clock it is
 * the time of the run.
 */
public interface WaitingProcessor extends Processor {

    /** What {@link #dueNanos} returns while it waits for nothing. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Tells the time. Called before every {@link #process}, {@link #wake} and {@link #flush}; never falls.
     *
     * @param waitedNanos waiting time, ns since an arbitrary instant
     */
    void at(long waitedNanos);

    /**
     * When it wants to be woken. Asked after every call.
     *
     * @return waiting time, ns, or {@link #NEVER}
     */
    long dueNanos();

    /**
     * The time asked for has come, and no frame is waiting at any input.
     *
     * @param out takes results
     */
    void wake(Emitter out);
}
