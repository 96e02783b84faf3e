package io.millrace.cli.run;

import io.millrace.engine.run.RunReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How many records a second arrive at each source, over the last two seconds. One thread. */
final class SourceRates {

    private static final long SPAN_NANOS = 2_000_000_000L;

    private final Map<String, Deque<Sample>> samples = new HashMap<>();

    /** What had arrived at an instant. */
    private record Sample(long nanos, long records) {}

    /**
     * Takes a sample and tells the rate.
     *
     * @param source name of the source
     * @param report the books now
     * @return records/s
     */
    double of(String source, RunReport report) {
        long records = report.edges().stream()
                .filter(e -> e.edge().startsWith(source + ".raw->"))
                .mapToLong(e -> e.in())
                .sum();
        Deque<Sample> recent = samples.computeIfAbsent(source, s -> new ArrayDeque<>());
        Sample now = new Sample(report.elapsedNanos(), records);
        recent.addLast(now);
        while (now.nanos() - recent.getFirst().nanos() > SPAN_NANOS && recent.size() > 2) {
            recent.removeFirst();
        }
        Sample then = recent.getFirst();
        return now.nanos() == then.nanos() ? 0 : (now.records() - then.records()) * 1e9 / (now.nanos() - then.nanos());
    }
}
