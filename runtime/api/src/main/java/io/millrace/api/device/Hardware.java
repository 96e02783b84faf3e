package io.millrace.api.device;

/**
 * What documents say of a device's processor and memory, beyond what a pipeline may take of them. 0 means that the
 * profile does not say, or that there is no such part; {@link DeviceProfile#sources()} tells them apart.
 *
 * @param clockHz highest clock of a core, Hz
 * @param memoryBytes main memory of the device, shared by everything on it
 * @param l1DataBytes first-level data cache of a core
 * @param l2Bytes second-level cache that a core can use: its own, or the one shared
 * @param l3Bytes third-level cache that a core can use
 */
public record Hardware(long clockHz, long memoryBytes, long l1DataBytes, long l2Bytes, long l3Bytes) {

    /** Nothing is known. */
    public static final Hardware UNKNOWN = new Hardware(0, 0, 0, 0, 0);

    /**
     * Checks ranges.
     *
     * @param clockHz clock, 0 or more
     * @param memoryBytes memory, 0 or more
     * @param l1DataBytes cache, 0 or more
     * @param l2Bytes cache, 0 or more
     * @param l3Bytes cache, 0 or more
     * @throws IllegalArgumentException if a figure is below 0
     */
    public Hardware {
        if (clockHz < 0 || memoryBytes < 0 || l1DataBytes < 0 || l2Bytes < 0 || l3Bytes < 0) {
            throw new IllegalArgumentException("hardware out of range: clockHz=" + clockHz + ", memoryBytes="
                    + memoryBytes + ", l1DataBytes=" + l1DataBytes + ", l2Bytes=" + l2Bytes + ", l3Bytes=" + l3Bytes
                    + " (expected at least 0)");
        }
    }
}
