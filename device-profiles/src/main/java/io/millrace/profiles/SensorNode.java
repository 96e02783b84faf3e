package io.millrace.profiles;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of sensor node that sends Wi-Fi channel state: what its chip gives, whatever it is set up to. No pipeline runs
 * on it.
 *
 * @param name name that sensors of device profiles refer to: {@code esp32-s3}
 * @param title the node in words
 * @param layouts what arrives for which kind of packet; empty if nobody has published it
 * @param csiConfig the settings of its driver with their defaults, in the driver's words; {@code unmeasured} for a
 *     default that is not documented
 * @param maxRateHz most packets a second it can report; 0 if nobody has shown it
 * @param sources where each figure comes from
 */
public record SensorNode(
        String name,
        String title,
        List<CsiLayout> layouts,
        Map<String, String> csiConfig,
        double maxRateHz,
        Map<String, String> sources) {

    /**
     * Makes the collections immutable.
     *
     * @param name name
     * @param title the node in words
     * @param layouts what arrives
     * @param csiConfig settings with their defaults
     * @param maxRateHz most packets a second, 0 if not known
     * @param sources where each figure comes from
     */
    public SensorNode {
        layouts = List.copyOf(layouts);
        csiConfig = Collections.unmodifiableMap(new LinkedHashMap<>(csiConfig));
        sources = Map.copyOf(sources);
    }
}
