package io.millrace.cli.view;

import io.millrace.api.frame.Frame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest frames and the recent past of every shown port. Any thread. */
final class Board implements FrameListener {

    private static final int BUCKETS = 240;

    private final Map<String, Frame> newest = new LinkedHashMap<>();
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private List<String> labels = List.of();

    @Override
    public synchronized void opened(TerminalSettings settings) {
        if (!settings.labels().isEmpty()) {
            labels = settings.labels();
        }
    }

    @Override
    public synchronized void frame(String port, Frame frame) {
        newest.put(port, frame);
        float[] values = Values.floats(frame.payload());
        if (values.length > 0 && values.length <= 4096) {
            tracks.computeIfAbsent(port, p -> new Track(BUCKETS)).add(frame.timeNanos(), values);
        }
    }

    synchronized @Nullable Frame newest(String port) {
        return newest.get(port);
    }

    synchronized List<String> labels() {
        return labels;
    }

    /** Means of the newest buckets, oldest first; empty where nothing is known. */
    synchronized float[][] past(String port, int buckets) {
        Track track = tracks.get(port);
        float[][] past = new float[Math.min(buckets, BUCKETS)][];
        for (int i = 0; i < past.length; i++) {
            past[past.length - 1 - i] = track == null ? new float[0] : track.mean(i);
        }
        return past;
    }
}
