package io.millrace.api.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sensor that is attached to a device. A source of a pipeline that names it takes from it what its file does not say,
 * and is refused if it says something else.
 *
 * @param name what sources call it
 * @param kind {@code wifi-csi}, {@code microphones}, {@code lidar} or {@code neural-probe}
 * @param facts what the profile says of it, by key, in order: what plans and {@code profile show} print
 * @param recordRateHz records a second, Hz; 0 if that depends on how samples are packed
 * @param bytesPerSecond what it sends at least, without headers; 0 if not known
 * @param clockDomain name of its own clock
 * @param settings for each decoder that reads it, the values that its settings may have; the first is taken if the
 *     pipeline file says nothing
 */
public record Sensor(
        String name,
        String kind,
        Map<String, String> facts,
        double recordRateHz,
        double bytesPerSecond,
        String clockDomain,
        Map<String, Map<String, List<String>>> settings) {

    /**
     * Makes the maps immutable and checks ranges.
     *
     * @param name what sources call it
     * @param kind kind of sensor
     * @param facts what the profile says of it
     * @param recordRateHz records a second, 0 or more
     * @param bytesPerSecond what it sends at least, 0 or more
     * @param clockDomain name of its clock
     * @param settings values for the settings of its decoders
     * @throws IllegalArgumentException if a rate is below 0 or not a number
     */
    public Sensor {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        if (!(recordRateHz >= 0) || !(bytesPerSecond >= 0)) {
            throw new IllegalArgumentException("sensor out of range: name=" + name + ", recordRateHz=" + recordRateHz
                    + ", bytesPerSecond=" + bytesPerSecond + " (expected 0 or more)");
        }
    }
}
