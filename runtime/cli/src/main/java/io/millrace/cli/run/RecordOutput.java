package io.millrace.cli.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.cli.Json;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.SourceReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A recording that is being made: a line that is kept up to date on a terminal, and what the file holds at the end. */
final class RecordOutput implements RunOutput {

    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintWriter out;
    private final Path file;
    private final boolean inPlace;
    private final boolean json;

    RecordOutput(PrintWriter out, Path file, boolean inPlace, boolean json) {
        this.out = out;
        this.file = file;
        this.inPlace = inPlace;
        this.json = json;
    }

    @Override
    public boolean showsFrames() {
        return false;
    }

    @Override
    public void frame(String port, Frame frame) {
        // the recorder sees them
    }

    @Override
    public void tick(RunView view) {
        if (inPlace && !json) {
            RunReport report = view.run().report();
            out.print("\r\u001b[K" + line("recording", report, view.origin(report)));
            out.flush();
        }
    }

    @Override
    public long periodMillis() {
        return 250;
    }

    @Override
    public void finished(RunView view, RunReport report) {
        Origin origin = view.origin(report);
        if (json) {
            out.println(Json.line(json(report, origin)));
        } else {
            out.println((inPlace ? "\r\u001b[K" : "") + line("recorded", report, origin));
            report.notes().forEach(note -> out.println("  " + note));
            out.println("  millrace replay " + file + " --verify    runs it again and compares it bit by bit");
        }
        out.flush();
    }

    private String line(String what, RunReport report, Origin origin) {
        StringBuilder line = new StringBuilder(what).append(' ').append(file);
        line.append(String.format(Locale.ROOT, "  %.1f s", report.elapsedNanos() / NANOS_PER_SECOND));
        records(report).forEach((source, count) -> line.append(String.format(Locale.ROOT, "  %s %,d", source, count)));
        line.append(String.format(Locale.ROOT, "  %,d bytes", bytes()));
        return line.append(origin == Origin.REAL ? "" : "  [" + origin.name() + "]")
                .toString();
    }

    private Map<String, Object> json(RunReport report, Origin origin) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "recorded");
        json.put("file", file.toString());
        json.put("bytes", bytes());
        json.put("seconds", report.elapsedNanos() / NANOS_PER_SECOND);
        json.put("records", records(report));
        json.put("origin", origin.word());
        json.put("balanced", report.balances());
        json.put("notes", report.notes());
        return json;
    }

    /** What was taken of every source. */
    private static Map<String, Long> records(RunReport report) {
        Map<String, Long> records = new LinkedHashMap<>();
        for (SourceReport source : report.sources()) {
            records.put(source.source(), 0L);
            for (EdgeCount edge : report.edges()) {
                if (edge.edge().startsWith(source.source() + ".raw->")) {
                    records.put(source.source(), edge.in());
                }
            }
        }
        return records;
    }

    private long bytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it says elsewhere what became of it
        }
    }
}
