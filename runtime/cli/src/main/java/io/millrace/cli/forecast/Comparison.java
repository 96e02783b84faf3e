package io.millrace.cli.forecast;

import io.millrace.cli.view.Text;
import io.millrace.engine.run.NodeReport;
import io.millrace.engine.run.RunReport;
import io.millrace.profiles.forecast.Basis;
import io.millrace.profiles.forecast.Forecast;
import io.millrace.profiles.forecast.NodeForecast;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was forecast of a run beside what it measured.
 *
 * @param forecast what was forecast
 * @param forced whether it ran although it was refused
 * @param rows nodes that got frames
 */
public record Comparison(Forecast forecast, boolean forced, List<Row> rows) {

    /**
     * A node, or the age of frames at an end of the graph.
     *
     * @param node name of the node
     * @param isAge whether it is the age of frames there
     * @param basis what the forecast knew it from; ends are {@link Basis#NEAR}
     * @param predictedNanos median that was forecast, ns; 0 if it was unknown
     * @param measuredNanos median that was measured, ns
     */
    public record Row(String node, boolean isAge, Basis basis, long predictedNanos, long measuredNanos) {

        /** How far the forecast was off, percent of what was measured; not a number if there was none. */
        double errorPercent() {
            return basis == Basis.UNKNOWN || measuredNanos <= 0
                    ? Double.NaN
                    : 100.0 * (predictedNanos - measuredNanos) / measuredNanos;
        }
    }

    /**
     * Makes the list immutable.
     *
     * @param forecast what was forecast
     * @param forced whether it was refused
     * @param rows nodes that got frames
     */
    public Comparison {
        rows = List.copyOf(rows);
    }

    /**
     * Compares.
     *
     * @param forecast what was forecast
     * @param forced whether the run was forced
     * @param report what was measured
     * @return both
     */
    public static Comparison of(Forecast forecast, boolean forced, RunReport report) {
        List<Row> rows = new ArrayList<>();
        for (NodeForecast node : forecast.nodes()) {
            for (NodeReport measured : report.nodes()) {
                if (measured.node().equals(node.node()) && measured.service().samples() > 0) {
                    rows.add(new Row(
                            node.node(),
                            false,
                            node.basis(),
                            node.time().p50Nanos(),
                            measured.service().p50Nanos()));
                }
            }
        }
        forecast.ends()
                .forEach(end -> report.nodes().stream()
                        .filter(n -> n.node().equals(end.end()) && n.age().samples() > 0)
                        .forEach(n -> rows.add(new Row(
                                end.end(),
                                true,
                                end.unknown().isEmpty() ? Basis.NEAR : Basis.UNKNOWN,
                                end.age().p50Nanos(),
                                n.age().p50Nanos()))));
        return new Comparison(forecast, forced, rows);
    }

    /**
     * Median of the errors without their signs, of nodes that were known.
     *
     * @return percent; not a number if there is no such node
     */
    public double medianErrorPercent() {
        double[] errors = rows.stream()
                .filter(row -> !row.isAge() && !Double.isNaN(row.errorPercent()))
                .mapToDouble(row -> Math.abs(row.errorPercent()))
                .sorted()
                .toArray();
        int middle = errors.length / 2;
        if (errors.length == 0) {
            return Double.NaN;
        }
        return errors.length % 2 == 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2;
    }

    /**
     * The comparison for people.
     *
     * @return lines
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (forced) {
            lines.add("FORCED: profile " + forecast.profile() + " refused this pipeline");
            forecast.refusals().forEach(refusal -> lines.add("  " + refusal));
        }
        lines.add(String.format(
                Locale.ROOT,
                "%-20s  %9s  %9s  %8s  %s",
                "forecast p50",
                "predicted",
                "measured",
                "error",
                "known from"));
        for (Row row : rows) {
            boolean isKnown = row.basis() != Basis.UNKNOWN;
            lines.add(String.format(
                            Locale.ROOT,
                            "%-20s  %9s  %9s  %8s  %s",
                            (row.isAge() ? "arrival to " : "") + row.node(),
                            isKnown ? Text.nanos((double) row.predictedNanos()) : "unknown",
                            Text.nanos((double) row.measuredNanos()),
                            Double.isNaN(row.errorPercent())
                                    ? "-"
                                    : String.format(Locale.ROOT, "%+.0f %%", row.errorPercent()),
                            row.isAge() ? "" : isKnown ? ForecastText.word(row.basis()) : "-")
                    .stripTrailing());
        }
        lines.add(
                Double.isNaN(medianErrorPercent())
                        ? "no node of this forecast was known"
                        : String.format(Locale.ROOT, "median error %.0f %%", medianErrorPercent()));
        return lines;
    }

    /**
     * The comparison for programs.
     *
     * @return the forecast, and errors in percent; null for what is not known
     */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = ForecastText.json(forecast);
        json.put("forced", forced);
        json.put("medianErrorPercent", finite(medianErrorPercent()));
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (Row row : rows) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("node", row.node());
            entry.put("figure", row.isAge() ? "age" : "service");
            entry.put("basis", ForecastText.word(row.basis()));
            entry.put("predictedP50Nanos", row.basis() == Basis.UNKNOWN ? null : row.predictedNanos());
            entry.put("measuredP50Nanos", row.measuredNanos());
            entry.put("errorPercent", finite(row.errorPercent()));
            list.add(entry);
        }
        json.put("compared", list);
        return json;
    }

    private static @Nullable Double finite(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
