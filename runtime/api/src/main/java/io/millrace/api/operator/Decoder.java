package io.millrace.api.operator;

import org.jspecify.annotations.Nullable;

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

    /**
     * Looks at the first record of a recording before anything runs, so that a recording of another kind is refused and
     * not dropped record by record.
     *
     * @param settings the settings
     * @param record the record
     * @return what does not fit, {@code found (expected ...)}, or null
     */
    default @Nullable String misfit(C settings, byte[] record) {
        return null;
    }
}
