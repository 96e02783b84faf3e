package io.millrace.engine.record;

import io.millrace.engine.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a replay.
 *
 * @param recording what was replayed
 * @param ports what came of every port, in plan order
 * @param digest over everything that was recorded
 * @param report of the replaying run
 */
public record Certificate(Recording recording, List<PortResult> ports, String digest, RunReport report) {

    /**
     * One port.
     *
     * @param port its name
     * @param frames how many frames it gave now
     * @param recorded how many were recorded
     * @param difference the first difference, or null if there is none
     */
    public record PortResult(
            String port,
            long frames,
            long recorded,
            @Nullable String difference) {}

    /**
     * Makes the list immutable.
     *
     * @param recording what was replayed
     * @param ports what came of every port
     * @param digest over everything that was recorded
     * @param report of the replaying run
     */
    public Certificate {
        ports = List.copyOf(ports);
    }

    /**
     * Whether every frame of every port came again, bit by bit.
     *
     * @return true if so, and if there was anything to compare
     */
    public boolean isIdentical() {
        return !ports.isEmpty()
                && ports.stream().anyMatch(port -> port.recorded() > 0)
                && ports.stream().allMatch(port -> port.difference() == null)
                && report.failure() == null;
    }

    /**
     * For people.
     *
     * @return lines
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        Map<String, String> head = recording.head();
        lines.add(recording.file() + ": pipeline " + head.getOrDefault("pipeline", "?") + ", recorded in "
                + head.getOrDefault("time", "?") + " time"
                + (recording.whole() ? "" : ", cut off: compared as far as it goes"));
        for (PortResult port : ports) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-24s %10d frames, %s",
                    port.port(),
                    port.recorded(),
                    port.difference() == null ? "identical" : "DIFFERENT"));
        }
        ports.stream()
                .filter(port -> port.difference() != null)
                .findFirst()
                .ifPresent(port -> lines.add("first difference: node=" + port.port() + ", " + port.difference()));
        if (report.failure() != null) {
            lines.add("the replay failed: " + report.failure());
        }
        if (!isIdentical() && !recording.drops().isEmpty()) {
            lines.add("the recorded run dropped frames that a replay does not drop: " + recording.drops());
        }
        lines.add(
                isIdentical()
                        ? "verified: every frame of every port came again bit by bit; digest " + digest
                        : "NOT VERIFIED");
        return lines;
    }
}
