package io.millrace.cli.forecast;

import io.millrace.api.device.Calibration.Spread;
import io.millrace.cli.view.Text;
import io.millrace.profiles.forecast.Basis;
import io.millrace.profiles.forecast.EndForecast;
import io.millrace.profiles.forecast.Forecast;
import io.millrace.profiles.forecast.NodeForecast;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A forecast for people, and for programs. */
public final class ForecastText {

    private ForecastText() {}

    /**
     * A forecast for people.
     *
     * @param forecast the forecast
     * @return lines
     */
    public static List<String> of(Forecast forecast) {
        List<String> lines = new ArrayList<>();
        lines.add("forecast for " + forecast.profile() + ", frames " + word(forecast.pace()));
        int width =
                forecast.nodes().stream().mapToInt(n -> n.node().length()).max().orElse(0);
        String row = "  %-" + Math.max(4, width) + "s  %9s  %9s  %8s  %10s  %s";
        lines.add(String.format(Locale.ROOT, row, "node", "p50", "p99", "core", "bytes/s", "known from"));
        for (NodeForecast node : forecast.nodes()) {
            boolean isKnown = node.basis() != Basis.UNKNOWN;
            lines.add(String.format(
                    Locale.ROOT,
                    row,
                    node.node(),
                    isKnown ? Text.nanos((double) node.time().p50Nanos()) : "unknown",
                    isKnown ? Text.nanos((double) node.time().p99Nanos()) : "unknown",
                    Double.isNaN(node.load()) ? "unknown" : String.format(Locale.ROOT, "%.2f %%", 100 * node.load()),
                    node.rateHz() > 0 ? Text.count(Math.round(node.bytesPerSecond())) : "unknown",
                    isKnown ? word(node.basis()) : "its operator states no arithmetic, and it was not measured"));
        }
        for (EndForecast end : forecast.ends()) {
            lines.add("  from arrival to " + end.end() + ": " + age(end.age())
                    + (end.unknown().isEmpty() ? "" : ", and what " + String.join(", ", end.unknown()) + " take"));
        }
        lines.add(String.format(
                Locale.ROOT,
                "  cores %.3f%s, heap %s bytes, outside the heap %s bytes",
                forecast.load(),
                forecast.unknown().isEmpty() ? "" : " and what is unknown",
                Text.count(forecast.heapBytes()),
                Text.count(forecast.nativeBytes())));
        forecast.refusals().forEach(refusal -> lines.add("  REFUSED: " + refusal));
        return lines;
    }

    /**
     * A forecast for programs.
     *
     * @param forecast the forecast
     * @return times in ns; null for what is not known
     */
    public static Map<String, @Nullable Object> json(Forecast forecast) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("profile", forecast.profile());
        json.put("pace", word(forecast.pace()));
        json.put("nodes", forecast.nodes().stream().map(ForecastText::json).toList());
        json.put("ends", forecast.ends().stream().map(ForecastText::json).toList());
        json.put("cores", forecast.load());
        json.put("heapBytes", forecast.heapBytes());
        json.put("nativeBytes", forecast.nativeBytes());
        json.put("unknown", forecast.unknown());
        json.put("refusals", forecast.refusals());
        return json;
    }

    private static Map<String, @Nullable Object> json(NodeForecast node) {
        boolean isKnown = node.basis() != Basis.UNKNOWN;
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("node", node.node());
        json.put("basis", word(node.basis()));
        json.put("p50Nanos", isKnown ? node.time().p50Nanos() : null);
        json.put("p99Nanos", isKnown ? node.time().p99Nanos() : null);
        json.put("rateHz", node.rateHz() > 0 ? node.rateHz() : null);
        json.put("cores", Double.isNaN(node.load()) ? null : node.load());
        json.put("bytesPerSecond", node.rateHz() > 0 ? node.bytesPerSecond() : null);
        return json;
    }

    private static Map<String, Object> json(EndForecast end) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("end", end.end());
        json.put("delayNanos", end.delayNanos());
        json.put("p50Nanos", end.age().p50Nanos());
        json.put("p99Nanos", end.age().p99Nanos());
        json.put("unknown", end.unknown());
        return json;
    }

    private static String age(Spread age) {
        return "p50 " + Text.nanos((double) age.p50Nanos()) + ", p99 " + Text.nanos((double) age.p99Nanos());
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
