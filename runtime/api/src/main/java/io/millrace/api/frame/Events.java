package io.millrace.api.frame;

import java.util.Arrays;

/**
 * Address events within one frame: spikes of a probe, or changes of an event camera. Parallel arrays of time, address
 * and polarity, rising in time.
 */
public final class Events implements Payload {

    private final long[] timeNanos;
    private final int[] address;
    private final byte[] polarity;

    private Events(long[] timeNanos, int[] address, byte[] polarity) {
        this.timeNanos = timeNanos;
        this.address = address;
        this.polarity = polarity;
    }

    /**
     * Wraps events.
     *
     * @param timeNanos event times in the stream's clock domain, never falling, handed over
     * @param address channel or flat pixel of each event, 0 or more, handed over
     * @param polarity sign of each event, -1 or 1 (1 for spikes), handed over
     * @return the events
     * @throws IllegalArgumentException if lengths differ or times fall
     */
    public static Events of(long[] timeNanos, int[] address, byte[] polarity) {
        if (timeNanos.length != address.length || timeNanos.length != polarity.length) {
            throw new IllegalArgumentException("event arrays differ in length: times=" + timeNanos.length
                    + ", addresses=" + address.length + ", polarities=" + polarity.length + " (expected equal)");
        }
        for (int i = 1; i < timeNanos.length; i++) {
            if (timeNanos[i] < timeNanos[i - 1]) {
                throw new IllegalArgumentException("event times fall: index=" + i + ", timeNanos=" + timeNanos[i]
                        + " (expected at least " + timeNanos[i - 1] + ")");
            }
        }
        return new Events(timeNanos, address, polarity);
    }

    /**
     * Number of events.
     *
     * @return count, 0 or more
     */
    public int count() {
        return timeNanos.length;
    }

    /**
     * Event times, rising, to be read only.
     *
     * @return the backing array, ns
     */
    public long[] timeNanos() {
        return timeNanos;
    }

    /**
     * Channel or flat pixel of each event, to be read only.
     *
     * @return the backing array
     */
    public int[] address() {
        return address;
    }

    /**
     * Sign of each event, to be read only.
     *
     * @return the backing array, -1 or 1
     */
    public byte[] polarity() {
        return polarity;
    }

    @Override
    public long bytes() {
        return 13L * timeNanos.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Events that
                && Arrays.equals(timeNanos, that.timeNanos)
                && Arrays.equals(address, that.address)
                && Arrays.equals(polarity, that.polarity);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(timeNanos) + Arrays.hashCode(address)) + Arrays.hashCode(polarity);
    }

    @Override
    public String toString() {
        return "events/" + timeNanos.length;
    }
}
