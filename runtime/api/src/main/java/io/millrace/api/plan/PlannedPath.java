package io.millrace.api.plan;

import java.util.List;

/**
 * One way from a source to a sink or to a port that nothing consumes.
 *
 * @param nodes names from first to last
 * @param delayNanos sum of the algorithmic delays
 * @param macsPerSecond arithmetic of the dense computation at nominal rates, 0 if a rate is not known
 * @param hops how often frames change threads
 */
public record PlannedPath(List<String> nodes, long delayNanos, double macsPerSecond, int hops) {

    /**
     * Makes the list immutable.
     *
     * @param nodes names from first to last
     * @param delayNanos sum of the algorithmic delays
     * @param macsPerSecond arithmetic at nominal rates
     * @param hops how often frames change threads
     */
    public PlannedPath {
        nodes = List.copyOf(nodes);
    }
}
