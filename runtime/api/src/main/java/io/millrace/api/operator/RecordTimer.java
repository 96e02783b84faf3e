package io.millrace.api.operator;

/** Reads from raw records when they were taken. One thread. */
@FunctionalInterface
public interface RecordTimer {

    /** What {@link #timeNanos} returns for a record that does not tell. */
    long UNKNOWN = Long.MIN_VALUE;

    /** A timer for records that never tell. */
    RecordTimer NONE = (data, length) -> UNKNOWN;

    /**
     * When the record was taken.
     *
     * @param data the record, to be read only
     * @param length its length, bytes, from the start of {@code data}
     * @return ns since an instant that is fixed for the stream, or {@link #UNKNOWN}
     */
    long timeNanos(byte[] data, int length);
}
