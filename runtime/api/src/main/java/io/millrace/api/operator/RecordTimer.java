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

    /**
     * How often records come that do not tell, where the recording does not say it either.
     *
     * @return Hz, 0 if nobody knows
     */
    default double nominalRateHz() {
        return 0;
    }

    /**
     * The same timer for a source that states how often its records come.
     *
     * @param rateHz Hz, 0 if it states nothing
     * @return a timer that knows the rate
     */
    default RecordTimer withRateHz(double rateHz) {
        RecordTimer timer = this;
        return new RecordTimer() {
            @Override
            public long timeNanos(byte[] data, int length) {
                return timer.timeNanos(data, length);
            }

            @Override
            public double nominalRateHz() {
                return rateHz;
            }
        };
    }
}
