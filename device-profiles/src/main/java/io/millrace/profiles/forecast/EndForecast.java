package io.millrace.profiles.forecast;

import io.millrace.api.device.Calibration.Spread;
import java.util.List;

/**
 * How old frames will be at an end of the graph, from their arrival: the work of the nodes on the way and of those that
 * go before them on the same threads, and the changes of threads. What a node waits for by design is not in it.
 *
 * @param end name of the node
 * @param delayNanos longest algorithmic delay of a path that ends there, ns
 * @param age how old; of nodes that are not known only what is known
 * @param unknown nodes on the way whose time is not known
 */
public record EndForecast(String end, long delayNanos, Spread age, List<String> unknown) {

    /**
     * Makes the list immutable.
     *
     * @param end name of the node
     * @param delayNanos longest algorithmic delay
     * @param age how old
     * @param unknown nodes whose time is not known
     */
    public EndForecast {
        unknown = List.copyOf(unknown);
    }
}
