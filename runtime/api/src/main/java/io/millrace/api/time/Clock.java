package io.millrace.api.time;

/** The time of a run. Given to whoever needs it; a virtual clock makes a run repeatable. Any thread may ask. */
public interface Clock {

    /**
     * Time of day.
     *
     * @return ns since 1970-01-01T00:00Z; may be stepped by the operating system
     */
    long epochNanos();

    /**
     * Time that only rises, for measuring durations.
     *
     * @return ns since an arbitrary instant
     */
    long monotonicNanos();
}
