package io.millrace.engine.run;

import java.util.List;

/**
 * What a source was.
 *
 * @param source name of the source
 * @param transport its transport, or {@code publisher}
 * @param address where it listened or read
 * @param origin {@code real}, {@code replay} or {@code simulated}
 * @param sensors identifiers of the sensors
 */
public record SourceReport(String source, String transport, String address, String origin, List<String> sensors) {

    /**
     * Makes the list immutable.
     *
     * @param source name of the source
     * @param transport its transport
     * @param address where it listened or read
     * @param origin real, replay or simulated
     * @param sensors identifiers of the sensors
     */
    public SourceReport {
        sensors = List.copyOf(sensors);
    }
}
