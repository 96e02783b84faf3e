package io.millrace.profiles.forecast;

import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Works out a {@link Forecast}. */
final class Forecaster {

    private static final double NANOS = 1e9;
    private static final String MODEL = "model=";
    private static final int WEIGHT_COPIES = 2; // as the file has them, and packed for the kernels

    private final Plan plan;
    private final DeviceProfile profile;
    private final Pace pace;
    private final Map<String, NodeForecast> nodes = new LinkedHashMap<>();

    Forecaster(Plan plan, DeviceProfile profile, Pace pace) {
        this.plan = plan;
        this.profile = profile;
        this.pace = pace;
    }

    Forecast forecast() {
        Times times = new Times(profile);
        for (PlannedNode node : plan.nodes()) {
            if (node.role() != PlannedNode.Role.SOURCE) {
                nodes.put(node.name(), node(node, times));
            }
        }
        List<EndForecast> ends = ends();
        double load = nodes.values().stream()
                .mapToDouble(NodeForecast::load)
                .filter(l -> !Double.isNaN(l))
                .sum();
        Forecast open = new Forecast(
                profile.name(),
                pace,
                List.copyOf(nodes.values()),
                ends,
                load,
                plan.queueBytes() + plan.stateBytes(),
                nativeBytes(),
                List.of());
        return new Forecast(
                open.profile(),
                pace,
                open.nodes(),
                ends,
                load,
                open.heapBytes(),
                open.nativeBytes(),
                new Admission(plan, profile, open).refusals());
    }

    private NodeForecast node(PlannedNode node, Times times) {
        Times.Answer answer = times.of(NodeKey.of(plan, node), pace);
        List<PlannedEdge> inputs =
                plan.edges().stream().filter(e -> e.to().equals(node.name())).toList();
        double rateHz = inputs.stream().mapToDouble(e -> e.spec().rateHz()).sum();
        boolean isKnown = rateHz > 0 && answer.basis() != Basis.UNKNOWN;
        return new NodeForecast(
                node.name(),
                answer.basis(),
                answer.time(),
                rateHz,
                isKnown ? rateHz * answer.time().p50Nanos() / NANOS : Double.NaN,
                inputs.stream()
                        .mapToDouble(e -> e.spec().rateHz() * e.spec().frameBytes())
                        .sum());
    }

    private List<EndForecast> ends() {
        Map<String, List<PlannedPath>> byEnd = new LinkedHashMap<>();
        for (PlannedPath path : plan.paths()) {
            byEnd.computeIfAbsent(path.nodes().get(path.nodes().size() - 1), e -> new ArrayList<>())
                    .add(path);
        }
        List<EndForecast> ends = new ArrayList<>();
        byEnd.forEach((end, paths) -> ends.add(end(end, paths)));
        return ends;
    }

    /** The median is that of the path by which most frames come, the tail that of the slowest one. */
    private EndForecast end(String end, List<PlannedPath> paths) {
        Set<String> unknown = new LinkedHashSet<>();
        PlannedPath busiest =
                paths.stream().max(Comparator.comparingDouble(this::rateHz)).orElseThrow();
        long p99 = 0;
        long delay = 0;
        for (PlannedPath path : paths) {
            p99 = Math.max(p99, age(path, unknown).p99Nanos());
            delay = Math.max(delay, path.delayNanos());
        }
        return new EndForecast(end, delay, new Spread(age(busiest, unknown).p50Nanos(), p99), List.copyOf(unknown));
    }

    /** Rate of the last edge of a path. */
    private double rateHz(PlannedPath path) {
        List<String> names = path.nodes();
        return plan.edges().stream()
                .filter(e ->
                        e.to().equals(names.get(names.size() - 1)) && e.from().equals(names.get(names.size() - 2)))
                .mapToDouble(e -> e.spec().rateHz())
                .max()
                .orElse(0);
    }

    /**
     * Medians add up, the parts beyond them as independent ones do, by their squares. On a thread, the nodes before the
     * last one of the path go first, also those that are not on the path; each counts as often as it gets a frame.
     */
    private Spread age(PlannedPath path, Set<String> unknown) {
        Spread hop = profile.calibration().hop();
        double p50 = (double) path.hops() * hop.p50Nanos();
        double squares = path.hops() * square(hop);
        for (List<String> stage : plan.stages().stream().map(s -> s.nodes()).toList()) {
            int last = -1;
            double rate = 0;
            for (int i = 0; i < stage.size(); i++) {
                if (path.nodes().contains(stage.get(i))) {
                    last = i;
                    rate = rate == 0 ? forecast(stage.get(i)).rateHz() : rate;
                }
            }
            for (int i = 0; i <= last; i++) {
                NodeForecast node = forecast(stage.get(i));
                boolean isOnPath = path.nodes().contains(node.node());
                double share = isOnPath || rate == 0 ? 1 : Math.min(1, node.rateHz() / rate);
                p50 += share * node.time().p50Nanos();
                squares += share * square(node.time());
                if (node.basis() == Basis.UNKNOWN) {
                    unknown.add(node.node());
                }
            }
        }
        return new Spread(Math.round(p50), Math.round(p50 + Math.sqrt(squares)));
    }

    private NodeForecast forecast(String node) {
        NodeForecast forecast = nodes.get(node);
        if (forecast == null) {
            throw new IllegalStateException("node has no forecast: node=" + node + " (expected every node of a stage)");
        }
        return forecast;
    }

    private static double square(Spread spread) {
        double beyond = (double) spread.p99Nanos() - spread.p50Nanos();
        return beyond * beyond;
    }

    private long nativeBytes() {
        return WEIGHT_COPIES
                * plan.nodes().stream()
                        .flatMap(node -> node.settings().stream())
                        .filter(setting -> setting.startsWith(MODEL))
                        .map(setting -> setting.substring(MODEL.length()))
                        .distinct()
                        .mapToLong(Forecaster::size)
                        .sum();
    }

    private static long size(String file) {
        try {
            return Files.size(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            return 0; // compile refuses a model that is not there
        }
    }
}
