package io.millrace.cli.inspect;

import io.millrace.cli.view.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The summary of a recording for people. */
public final class SummaryText {

    private SummaryText() {}

    /**
     * Prints a summary.
     *
     * @param summary the summary
     * @return its lines
     */
    public static List<String> of(RecordingSummary summary) {
        List<String> lines = new ArrayList<>();
        lines.add(summary.file().toString());
        lines.add("  format    " + summary.info().format() + ", origin "
                + summary.info().origin().word().toUpperCase(Locale.ROOT));
        if (!summary.info().properties().isEmpty()) {
            lines.add("  it says   " + joined(summary.info().properties()));
        }
        lines.add("  records   " + Text.count(summary.records()) + contents(summary));
        summary.senders().forEach(sender -> lines.addAll(sender(sender)));
        return lines;
    }

    private static String contents(RecordingSummary summary) {
        if (summary.info().properties().containsKey("sample-rate-hz")) {
            return " of audio, "
                    + String.format(Locale.ROOT, "%.0f", summary.info().rateHz()) + " a second";
        }
        return ", of them " + Text.count(summary.packets()) + " CSI packets"
                + (summary.refused().isEmpty() ? "" : "; not taken: " + joined(summary.refused()));
    }

    private static List<String> sender(SenderSummary sender) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("  " + sender.sender());
        String duration = sender.durationSeconds() > 0
                ? String.format(
                        Locale.ROOT,
                        " in %.1f s, %.1f Hz%s",
                        sender.durationSeconds(),
                        sender.rateHz(),
                        sender.timed() ? "" : " (by the file's nominal rate)")
                : "";
        lines.add("    packets   " + Text.count(sender.packets()) + duration
                + (sender.rssiDbm().isEmpty() ? "" : ", RSSI " + sender.rssiDbm() + " dBm"));
        if (sender.missing() >= 0) {
            lines.add("    sequence  " + Text.count(sender.missing()) + " missing, "
                    + Text.count(sender.duplicates()) + " duplicate, " + Text.count(sender.reordered()) + " late, "
                    + Text.count(sender.restarts()) + " restarts");
        }
        for (SenderSummary.Layout layout : sender.layouts()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "    layout    %s packets with %d sub-carriers: %s, %s order %s, dialect %s",
                    Text.count(layout.packets()),
                    layout.subcarriers(),
                    layout.layout(),
                    layout.order(),
                    layout.status(),
                    layout.dialect()));
        }
        return lines;
    }

    private static String joined(Map<String, ?> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(e -> e.getValue() instanceof Long count
                                ? Text.count(count) + " " + e.getKey()
                                : e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(", "));
    }
}
