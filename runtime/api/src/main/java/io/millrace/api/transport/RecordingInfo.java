package io.millrace.api.transport;

import io.millrace.api.frame.Origin;
import java.util.Map;

/**
 * What a recording says of itself.
 *
 * @param format name of its format
 * @param origin {@code replay} unless the file says it is simulated
 * @param rateHz nominal rate for records without times, 0 if not known
 * @param properties whatever else it tells: chip, label, generator, seed ...
 */
public record RecordingInfo(String format, Origin origin, double rateHz, Map<String, String> properties) {

    /**
     * Makes the map immutable.
     *
     * @param format name of its format
     * @param origin replayed or simulated
     * @param rateHz nominal rate, 0 if not known
     * @param properties whatever else it tells
     */
    public RecordingInfo {
        properties = Map.copyOf(properties);
    }
}
