package io.millrace.transport.pictures;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.transport.SinkConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Collects pairs and writes the picture at the end. */
final class TrajectoryFile implements SinkConnection {

    private static final double NANOS_PER_SECOND = 1e9;

    private final TrajectorySettings settings;
    private final String unit;
    private final Trajectory trajectory;
    private final double[] decodedPosition = new double[2];
    private final double[] truePosition = new double[2];
    private Origin origin = Origin.REAL;
    private boolean started;
    private long firstNanos;
    private long lastNanos;
    private long segment;

    TrajectoryFile(TrajectorySettings settings, String unit) {
        this.settings = settings;
        this.unit = unit;
        this.trajectory = new Trajectory(settings.points());
    }

    @Override
    public void accept(int input, Frame frame) {
        float[] pair = frame.tensor().floats();
        if (!started) {
            started = true;
            firstNanos = frame.timeNanos();
            lastNanos = firstNanos;
        }
        double seconds = (frame.timeNanos() - lastNanos) / NANOS_PER_SECOND;
        lastNanos = frame.timeNanos();
        origin = origin.weaker(frame.provenance().origin());
        long now = (lastNanos - firstNanos) / settings.restart().toNanos();
        for (int i = 0; i < 2; i++) {
            decodedPosition[i] = settings.integrate() ? decodedPosition[i] + pair[i] * seconds : pair[i];
            truePosition[i] = settings.integrate() ? truePosition[i] + pair[2 + i] * seconds : pair[2 + i];
            if (settings.integrate() && now != segment) {
                decodedPosition[i] = truePosition[i];
            }
        }
        segment = settings.integrate() ? now : 0;
        trajectory.add((lastNanos - firstNanos) / NANOS_PER_SECOND, segment, decodedPosition, truePosition, pair);
    }

    @Override
    public void flush() {
        write();
    }

    private void write() {
        String about = origin == Origin.SIMULATED ? "simulated: no sensor is involved" : "";
        String svg = new TrajectoryDrawing(trajectory, settings, unit, about).svg();
        try {
            Files.write(settings.path(), svg.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write: transport=trajectory-svg, path=" + settings.path() + ", cause=" + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // Everything is written by flush, also when a run is stopped.
    }
}
