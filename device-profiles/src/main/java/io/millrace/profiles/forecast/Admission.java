package io.millrace.profiles.forecast;

import io.millrace.api.config.Durations;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what of a forecast cannot hold on its device. What is not known refuses nothing. */
final class Admission {

    private final Plan plan;
    private final DeviceProfile profile;
    private final Forecast forecast;
    private final List<String> refusals = new ArrayList<>();

    Admission(Plan plan, DeviceProfile profile, Forecast forecast) {
        this.plan = plan;
        this.profile = profile;
        this.forecast = forecast;
    }

    List<String> refusals() {
        plan.stages().forEach(this::checkStage);
        if (forecast.load() > profile.cores()) {
            refuse(
                    "pipeline needs more cores than there are",
                    "pipeline=" + plan.pipeline() + ", cores=" + cores(forecast.load()),
                    "at most " + profile.cores());
        }
        if (forecast.heapBytes() > profile.heapBytes()) {
            refuse(
                    "plan does not fit the heap",
                    "queueBytes=" + plan.queueBytes() + ", stateBytes=" + plan.stateBytes(),
                    "at most " + profile.heapBytes() + " together");
        }
        if (forecast.nativeBytes() > profile.nativeBytes()) {
            refuse(
                    "models do not fit the memory outside the heap",
                    "nativeBytes=" + forecast.nativeBytes(),
                    "at most " + profile.nativeBytes());
        }
        if (profile.maxLatencyNanos() > 0) {
            forecast.ends().forEach(this::checkLatency);
        }
        return refusals;
    }

    /** A stage is one thread. Where every way into it may drop frames it does less than all, as its file says. */
    private void checkStage(PlannedStage stage) {
        double load = forecast.nodes().stream()
                .filter(node -> stage.nodes().contains(node.node()))
                .mapToDouble(NodeForecast::load)
                .filter(l -> !Double.isNaN(l))
                .sum();
        boolean mayDrop = plan.edges().stream()
                .filter(edge -> edge.crossesStage() && stage.nodes().contains(edge.to()))
                .map(PlannedEdge::policy)
                .allMatch(Admission::drops);
        if (load > 1 && !mayDrop) {
            refuse(
                    "stage cannot keep up",
                    "thread=" + stage.thread() + ", nodes=" + stage.nodes() + ", cores=" + cores(load),
                    "at most 1");
        }
    }

    private static boolean drops(@Nullable EdgePolicy policy) {
        return policy != null && policy.overflow() != Overflow.BLOCK && policy.overflow() != Overflow.FAIL;
    }

    private void checkLatency(EndForecast end) {
        long nanos = end.delayNanos() + end.age().p99Nanos();
        if (nanos > profile.maxLatencyNanos()) {
            refuse(
                    "frames are too old at their end",
                    "end=" + end.end() + ", delay=" + print(end.delayNanos()) + ", p99="
                            + print(end.age().p99Nanos()),
                    "at most " + print(profile.maxLatencyNanos()) + " together");
        }
    }

    private void refuse(String what, String found, String expected) {
        refusals.add(what + ": " + found + " (expected " + expected + ", from profile " + profile.name() + ")");
    }

    private static String cores(double load) {
        return String.format(Locale.ROOT, "%.2f", load);
    }

    private static String print(long nanos) {
        return Durations.print(Duration.ofNanos(nanos));
    }
}
