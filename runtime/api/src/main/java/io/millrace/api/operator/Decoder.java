package io.millrace.api.operator;

/**
 * An operator that turns raw records of a transport into frames. Beside decoding it can tell when a record says that
 * it was measured, so that a recording can be played at the speed it was taken.
 *
 * @param <C> settings
 */
public interface Decoder<C extends Record> extends Operator<C> {

    /**
     * Opens a reader of record times.
     *
     * @param settings the settings
     * @return a timer with its own state
     */
    RecordTimer timer(C settings);
}
