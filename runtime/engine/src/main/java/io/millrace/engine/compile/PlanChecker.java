package io.millrace.engine.compile;

import io.millrace.api.config.Durations;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedPath;
import java.time.Duration;

/** Holds a plan against its device. */
final class PlanChecker {

    private final Plan plan;
    private final Location location;
    private final Problems problems;

    PlanChecker(Plan plan, Location location, Problems problems) {
        this.plan = plan;
        this.location = location;
        this.problems = problems;
    }

    void check() {
        DeviceProfile profile = plan.profile();
        long bytes = plan.queueBytes() + plan.stateBytes();
        if (bytes > profile.heapBytes()) {
            problems.add(
                    location,
                    "plan does not fit the heap: pipeline=" + plan.pipeline() + ", queueBytes=" + plan.queueBytes()
                            + ", stateBytes=" + plan.stateBytes() + " (expected at most " + profile.heapBytes()
                            + " together, from profile " + profile.name() + ")");
        }
        for (PlannedPath path : plan.paths()) {
            if (profile.maxLatencyNanos() > 0 && path.delayNanos() > profile.maxLatencyNanos()) {
                problems.add(
                        location,
                        "path is too slow by design: path=" + String.join("->", path.nodes()) + ", delay="
                                + print(path.delayNanos()) + " (expected at most " + print(profile.maxLatencyNanos())
                                + ", from profile " + profile.name() + ")");
            }
        }
    }

    private static String print(long nanos) {
        return Durations.print(Duration.ofNanos(nanos));
    }
}
