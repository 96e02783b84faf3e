package io.millrace.engine.edge;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What went over an edge up to one instant.
 *
 * @param edge name of the edge
 * @param in frames offered
 * @param out frames taken and not refused by the consumer
 * @param dropped frames dropped, by reason
 * @param inFlight frames queued or being worked on
 */
public record EdgeCount(String edge, long in, long out, Map<String, Long> dropped, long inFlight) {

    /**
     * Makes the map immutable and sorted.
     *
     * @param edge name of the edge
     * @param in frames offered
     * @param out frames taken
     * @param dropped frames dropped, by reason
     * @param inFlight frames queued or being worked on
     */
    public EdgeCount {
        dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
    }

    /**
     * Frames dropped for any reason.
     *
     * @return sum over the reasons
     */
    public long droppedTotal() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Whether nothing was lost unnoticed: in = out + dropped + in flight.
     *
     * @return true if the books balance
     */
    public boolean balances() {
        return in == out + droppedTotal() + inFlight;
    }
}
