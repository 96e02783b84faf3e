package io.millrace.engine.run;

import org.HdrHistogram.Histogram;

/**
 * A distribution of durations, to two significant digits.
 *
 * @param samples how many were measured
 * @param p50Nanos median, ns
 * @param p99Nanos 99th percentile, ns
 * @param p999Nanos 99.9th percentile, ns
 * @param maxNanos longest, ns
 * @param meanNanos arithmetic mean, ns
 */
public record Latency(long samples, long p50Nanos, long p99Nanos, long p999Nanos, long maxNanos, double meanNanos) {

    static Latency of(Histogram histogram) {
        Histogram copy = histogram.copy(); // a histogram that is being written cannot be iterated
        return new Latency(
                copy.getTotalCount(),
                copy.getValueAtPercentile(50),
                copy.getValueAtPercentile(99),
                copy.getValueAtPercentile(99.9),
                copy.getMaxValue(),
                copy.getMean());
    }
}
