package io.millrace.cli.delta;

import io.millrace.inference.DeltaTuner;
import io.millrace.inference.delta.DeltaSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The outcome of a tuning for people and for programs. */
public final class TuneText {

    private TuneText() {}

    /**
     * A table, and what to write into a pipeline file.
     *
     * @param outcome the outcome
     * @param maxError the allowed error
     * @return lines
     */
    public static List<String> of(DeltaTuner.Outcome outcome, double maxError) {
        List<String> lines = new ArrayList<>();
        boolean labelled = !Double.isNaN(outcome.denseAccuracy());
        lines.add("threshold       MACs       error   same answer" + (labelled ? "   right answer" : ""));
        if (labelled) {
            lines.add(String.format(
                    Locale.ROOT,
                    "dense        100.0 %%     0.000 %%     100.00 %%       %6.2f %%",
                    100 * outcome.denseAccuracy()));
        }
        for (DeltaTuner.Point point : outcome.sweep()) {
            lines.add(row(number(point.settings().threshold()), point));
        }
        lines.add(row("tuned", outcome.tuned()));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%.1f %% of %d MACs a frame at an error of %.2f %% (allowed %.2f %%). In the pipeline file:",
                100 * outcome.tuned().macShare(),
                outcome.macs(),
                100 * outcome.tuned().error(),
                100 * maxError));
        lines.add("");
        lines.add("  delta: " + yaml(outcome));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "crossover: this machine does %.2f of the dense work by changes in the time of a dense frame.",
                outcome.crossover()));
        return lines;
    }

    private static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.3g", value);
    }

    private static String row(String name, DeltaTuner.Point point) {
        return String.format(
                Locale.ROOT,
                "%-10s %7.1f %%  %8.3f %%     %6.2f %%%s",
                name,
                100 * point.macShare(),
                100 * point.error(),
                100 * point.agreement(),
                Double.isNaN(point.accuracy())
                        ? ""
                        : String.format(Locale.ROOT, "       %6.2f %%", 100 * point.accuracy()));
    }

    private static String yaml(DeltaTuner.Outcome outcome) {
        DeltaSettings settings = outcome.tuned().settings();
        StringBuilder yaml = new StringBuilder("{ threshold: " + number(settings.threshold()));
        if (!settings.thresholds().isEmpty()) {
            yaml.append(", thresholds: [")
                    .append(String.join(", ", settings.thresholds()))
                    .append(']');
        }
        return yaml.append(String.format(Locale.ROOT, ", crossover: %.2f }", outcome.crossover()))
                .toString();
    }

    /**
     * The same for programs.
     *
     * @param outcome the outcome
     * @return maps, lists and numbers
     */
    public static Map<String, Object> json(DeltaTuner.Outcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("macsPerFrame", outcome.macs());
        json.put("crossover", outcome.crossover());
        if (!Double.isNaN(outcome.denseAccuracy())) {
            json.put("denseAccuracy", outcome.denseAccuracy());
        }
        json.put("sweep", outcome.sweep().stream().map(TuneText::point).toList());
        json.put("tuned", point(outcome.tuned()));
        return json;
    }

    private static Map<String, Object> point(DeltaTuner.Point point) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("threshold", point.settings().threshold());
        json.put("thresholds", point.settings().thresholds());
        json.put("macShare", point.macShare());
        json.put("error", point.error());
        json.put("agreement", point.agreement());
        if (!Double.isNaN(point.accuracy())) {
            json.put("accuracy", point.accuracy());
        }
        return json;
    }
}
