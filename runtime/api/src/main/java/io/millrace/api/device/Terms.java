package io.millrace.api.device;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a device sets for a pipeline beyond cores and memory.
 *
 * @param numericFormats formats in which it computes; a model with weights of another is refused; empty for any
 * @param network the link that transports use, or null if the profile does not say
 * @param sensors what is attached, in order; empty if the profile does not say
 * @param overload what full queues may do
 */
public record Terms(
        List<NumericFormat> numericFormats, @Nullable Network network, List<Sensor> sensors, Overload overload) {

    /** The device sets nothing. */
    public static final Terms NONE = new Terms(List.of(), null, List.of(), Overload.FILE_DECIDES);

    /**
     * Makes the lists immutable.
     *
     * @param numericFormats formats, or empty
     * @param network the link, or null
     * @param sensors what is attached, or empty
     * @param overload what full queues may do
     */
    public Terms {
        numericFormats = List.copyOf(numericFormats);
        sensors = List.copyOf(sensors);
    }

    /**
     * A sensor by name.
     *
     * @param name what sources call it
     * @return the sensor, or nothing if none of that name is attached
     */
    public Optional<Sensor> sensor(String name) {
        return sensors.stream().filter(s -> s.name().equals(name)).findFirst();
    }
}
