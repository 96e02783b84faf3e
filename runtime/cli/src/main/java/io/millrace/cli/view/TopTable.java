package io.millrace.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The nodes of a running pipeline as a table, from what its {@code /status} says. */
public final class TopTable {

    private TopTable() {}

    /**
     * The table.
     *
     * @param now what {@code /status} says
     * @param before what it said at the last look, for rates since; empty for rates since the start
     * @return lines
     */
    public static List<String> of(Map<String, Object> now, Map<String, Object> before) {
        List<String> lines = new ArrayList<>();
        double elapsed = number(now.get("elapsedSeconds"));
        double seconds = Math.max(1e-3, elapsed - number(before.get("elapsedSeconds")));
        lines.add(String.format(Locale.ROOT, "%s: %s, %.0f s", now.get("pipeline"), now.get("state"), elapsed));
        lines.add(String.format(
                Locale.ROOT,
                "%-20s %5s %10s %8s %9s %9s %9s %9s %9s",
                "node",
                "stage",
                "frames/s",
                "waiting",
                "dropped",
                "p50",
                "p99",
                "p99.9",
                "lag"));
        for (Map<?, ?> node : maps(now.get("nodes"))) {
            String name = String.valueOf(node.get("node"));
            Map<?, ?> service = node.get("service") instanceof Map<?, ?> times ? times : Map.of();
            double rate = (sum(now, name, "in") - sum(before, name, "in")) / seconds;
            double lag = number(node.get("lagNanos"));
            lines.add(String.format(
                    Locale.ROOT,
                    "%-20s %5s %10.1f %8.0f %9.0f %9s %9s %9s %9s",
                    name,
                    node.get("stage"),
                    rate,
                    sum(now, name, "inFlight"),
                    sum(now, name, "dropped"),
                    Text.nanos(number(service.get("p50Nanos"))),
                    Text.nanos(number(service.get("p99Nanos"))),
                    Text.nanos(number(service.get("p999Nanos"))),
                    lag < 0 ? "-" : Text.nanos(lag)));
        }
        if (now.get("notes") instanceof List<?> notes) {
            notes.forEach(note -> lines.add(String.valueOf(note)));
        }
        return lines;
    }

    /** Over every edge that enters a node. */
    private static double sum(Map<String, Object> status, String node, String what) {
        double sum = 0;
        for (Map<?, ?> edge : maps(status.get("edges"))) {
            String id = String.valueOf(edge.get("edge"));
            String to = id.substring(id.indexOf("->") + 2);
            if (to.equals(node) || to.startsWith(node + ".")) {
                Object value = edge.get(what);
                sum += value instanceof Map<?, ?> reasons
                        ? reasons.values().stream()
                                .mapToDouble(TopTable::number)
                                .sum()
                        : number(value);
            }
        }
        return sum;
    }

    private static List<Map<?, ?>> maps(@org.jspecify.annotations.Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> items) {
            items.forEach(item -> maps.add((Map<?, ?>) item));
        }
        return maps;
    }

    private static double number(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }
}
