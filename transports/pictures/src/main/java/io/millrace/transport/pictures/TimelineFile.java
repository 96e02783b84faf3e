package io.millrace.transport.pictures;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.transport.SinkConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects values, writes spans as they end and the picture at the end. */
final class TimelineFile implements SinkConnection {

    private static final float ON = 0.5f;
    private static final long OFF = Long.MIN_VALUE;

    private final TimelineSettings settings;
    private final List<String> names;
    private final int[] firstLane;
    private final Timeline timeline;
    private final long[] begins;
    private Origin origin = Origin.REAL;
    private long lastNanos;
    private @Nullable Writer spans;

    TimelineFile(TimelineSettings settings, List<String> names, List<Integer> elements) {
        this.settings = settings;
        this.names = List.copyOf(names);
        this.firstLane = new int[elements.size()];
        for (int i = 1; i < firstLane.length; i++) {
            firstLane[i] = firstLane[i - 1] + elements.get(i - 1);
        }
        this.timeline = new Timeline(names.size(), settings.columns());
        this.begins = new long[elements.get(0)];
        java.util.Arrays.fill(begins, OFF);
    }

    @Override
    public void accept(int input, Frame frame) {
        float[] values = frame.tensor().floats();
        origin = origin.weaker(frame.provenance().origin());
        for (int i = 0; i < values.length; i++) {
            timeline.add(firstLane[input] + i, frame.timeNanos(), values[i]);
        }
        if (input == 0 && settings.spans() != null) {
            for (int i = 0; i < values.length; i++) {
                follow(i, frame.timeNanos(), values[i] >= ON);
            }
            lastNanos = frame.timeNanos();
        }
    }

    private void follow(int lane, long nanos, boolean on) {
        if (on && begins[lane] == OFF) {
            begins[lane] = nanos;
        } else if (!on && begins[lane] != OFF) {
            write(lane, nanos);
        }
    }

    private void write(int lane, long endNanos) {
        line(String.format(
                Locale.ROOT,
                "%.3f,%.3f,%s%n",
                (begins[lane] - timeline.firstNanos()) / 1e9,
                (endNanos - timeline.firstNanos()) / 1e9,
                names.get(lane)));
        begins[lane] = OFF;
    }

    private void line(String text) {
        Path path = settings.spans();
        if (path == null) {
            return;
        }
        try {
            Writer writer = spans;
            if (writer == null) {
                writer = Files.newBufferedWriter(path);
                writer.write(origin == Origin.SIMULATED ? "# SIMULATED: no sensor is involved\n" : "");
                writer.write("begin,end,what\n");
                spans = writer;
            }
            writer.write(text);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public void flush() {
        for (int lane = 0; lane < begins.length; lane++) {
            if (begins[lane] != OFF) {
                write(lane, lastNanos);
            }
        }
        line("");
        String about = origin == Origin.SIMULATED ? "simulated: no sensor is involved" : "";
        String svg = new TimelineDrawing(timeline, names, about).svg();
        try {
            Files.write(settings.path(), svg.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(settings.path(), e);
        }
    }

    private static UncheckedIOException failed(Path path, IOException e) {
        return new UncheckedIOException(
                "cannot write: transport=timeline, path=" + path + ", cause=" + e.getMessage(), e);
    }

    @Override
    public void close() {
        Writer writer = spans;
        spans = null;
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (IOException e) {
            throw failed(settings.path(), e);
        }
    }
}
