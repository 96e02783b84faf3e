package io.millrace.transport.pictures;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.transport.SinkConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws the newest of every input whenever the last input brings a frame. */
final class BirdsEyeFile implements SinkConnection {

    private static final int BACKGROUND = 0x101418;
    private static final int INK = 0xE8E8E8;
    private static final int RING = 0x2A3540;
    private static final int BOX = 0x808890;
    private static final int FEW_POINTS = 20_000; // drawn larger: each counts
    private static final double STANDS = 0.5; // m/s; what is slower has no arrow
    private static final int[] HEIGHTS = {0x2C4A7C, 0x2F7E9E, 0x3FB59B, 0xA6D96A, 0xFFF3A8};
    private static final int CAPTION_LINES = 20;
    private static final int RING_METERS = 10;
    private static final int MISSED = 11; // of a track: frames in a row in which nothing was seen of it
    private static final int[] TRACKS = {0xFFC857, 0x58D68D, 0xFF6B6B, 0x5DADE2, 0xC39BD3, 0xF5B041, 0x48C9B0, 0xEC7063
    };

    private final BirdsEyeSettings settings;
    private final List<BirdsEyeSink.Layer> layers;
    private final @Nullable Frame[] newest;
    private final int width;
    private final int height;
    private final AnimatedPng animation;
    private final Trails trails = new Trails();
    private @Nullable Canvas last;
    private long beganNanos;
    private long lastNanos;
    private int pictures;

    BirdsEyeFile(BirdsEyeSettings settings, List<BirdsEyeSink.Layer> layers) throws IOException {
        this.settings = settings;
        this.layers = layers;
        this.newest = new Frame[layers.size()];
        this.width = (int) Math.round((settings.max().get(0) - settings.min().get(0)) * settings.pixelsPerMeter());
        this.height = CAPTION_LINES
                + (int) Math.round((settings.max().get(1) - settings.min().get(1)) * settings.pixelsPerMeter());
        try {
            this.animation = new AnimatedPng(settings.path(), width, height);
        } catch (IOException e) {
            throw new IOException(
                    "cannot write: transport=birds-eye, path=" + settings.path() + ", cause=" + e
                            + " (expected a file that can be created)",
                    e);
        }
    }

    @Override
    public void accept(int input, Frame frame) {
        newest[input] = frame;
        if (input < layers.size() - 1) {
            return;
        }
        long gap = pictures == 0 ? 0 : frame.timeNanos() - lastNanos;
        beganNanos = pictures == 0 ? frame.timeNanos() : beganNanos;
        lastNanos = frame.timeNanos();
        Canvas canvas = draw(frame);
        last = canvas;
        if (pictures++ < settings.pictureLimit()) {
            try {
                animation.add(canvas.pixels(), gap <= 0 ? 100 : (int) Math.min(10_000, gap / 1_000_000));
            } catch (IOException e) {
                throw new UncheckedIOException("picture not written: path=" + settings.path(), e);
            }
        }
    }

    @Override
    public void close() {
        try {
            if (pictures == 0) {
                animation.add(new Canvas(width, height, BACKGROUND).pixels(), 100);
            }
            animation.close();
            Path still = settings.still();
            if (still != null && last != null) {
                try (OutputStream out = Files.newOutputStream(still)) {
                    PngWriter.write(out, width, last.pixels());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "picture not written: path=" + settings.path() + " (expected a file that can be created)", e);
        }
    }

    private Canvas draw(Frame frame) {
        Canvas canvas = new Canvas(width, height, BACKGROUND);
        double farthest = Math.hypot(
                Math.max(-settings.min().get(0), settings.max().get(0)),
                Math.max(-settings.min().get(1), settings.max().get(1)));
        for (int ring = RING_METERS; ring < farthest; ring += RING_METERS) {
            ring(canvas, ring);
        }
        sensor(canvas);
        for (int input = 0; input < layers.size(); input++) {
            Frame shown = newest[input];
            if (shown != null) {
                float[] rows = shown.tensor().floats();
                int fields = shown.tensor().shape().extent(1);
                switch (layers.get(input)) {
                    case POINTS -> points(canvas, rows, fields);
                    case BOXES -> boxes(canvas, rows, fields);
                    case TRACKS -> tracks(canvas, rows, fields);
                }
            }
        }
        String origin = frame.provenance().origin() == Origin.REAL
                ? ""
                : frame.provenance().origin().word().toUpperCase(Locale.ROOT) + "  ";
        String caption =
                origin + String.format(Locale.ROOT, "%.1f s  rings %d m", (lastNanos - beganNanos) / 1e9, RING_METERS);
        canvas.fill(0, 0, width, CAPTION_LINES, BACKGROUND);
        canvas.text(4, 3, caption, INK);
        return canvas;
    }

    private int x(double meters) {
        return (int) Math.round((meters - settings.min().get(0)) * settings.pixelsPerMeter());
    }

    private int y(double meters) {
        return CAPTION_LINES + (int) Math.round((settings.max().get(1) - meters) * settings.pixelsPerMeter());
    }

    private void ring(Canvas canvas, int meters) {
        int steps = (int) (2 * Math.PI * meters * settings.pixelsPerMeter() / 2);
        for (int i = 0; i < steps; i++) {
            double angle = 2 * Math.PI * i / steps;
            canvas.set(x(meters * Math.cos(angle)), y(meters * Math.sin(angle)), RING);
        }
    }

    private void sensor(Canvas canvas) {
        canvas.stroke(x(0) - 4, y(0), x(0) + 4, y(0), INK);
        canvas.stroke(x(0), y(0) - 4, x(0), y(0) + 4, INK);
    }

    private void points(Canvas canvas, float[] rows, int fields) {
        int size = rows.length / fields < FEW_POINTS ? 2 : 1;
        for (int at = 0; at + 2 < rows.length; at += fields) {
            canvas.fill(x(rows[at]), y(rows[at + 1]), size, size, height(rows[at + 2]));
        }
    }

    /** From blue, 2 m below the sensor, over green to a pale yellow, 2 m above. */
    private static int height(double meters) {
        double part = Math.max(0, Math.min(1, (meters + 2) / 4)) * (HEIGHTS.length - 1);
        int step = Math.min(HEIGHTS.length - 2, (int) part);
        return mix(HEIGHTS[step], HEIGHTS[step + 1], part - step);
    }

    private static int mix(int from, int to, double part) {
        int colour = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int low = (from >> shift) & 0xFF;
            int high = (to >> shift) & 0xFF;
            colour |= (int) Math.round(low + (high - low) * part) << shift;
        }
        return colour;
    }

    private void boxes(Canvas canvas, float[] rows, int fields) {
        for (int at = 0; at < rows.length; at += fields) {
            outline(canvas, rows[at], rows[at + 1], rows[at + 3], rows[at + 4], rows[at + 6], BOX);
        }
    }

    private void tracks(Canvas canvas, float[] rows, int fields) {
        trails.add(rows, fields);
        for (int at = 0; at < rows.length; at += fields) {
            int identity = (int) rows[at];
            boolean missed = fields > MISSED && rows[at + MISSED] > 0;
            int full = TRACKS[Math.floorMod(identity, TRACKS.length)];
            int colour = missed ? mix(BACKGROUND, full, 0.45) : full;
            for (Trails.Place place : trails.of(identity)) {
                canvas.fill(x(place.x()), y(place.y()), 2, 2, mix(BACKGROUND, full, 0.6));
            }
            double px = rows[at + 1];
            double py = rows[at + 2];
            outline(canvas, px, py, rows[at + 4], rows[at + 5], rows[at + 7], colour);
            if (Math.hypot(rows[at + 8], rows[at + 9]) >= STANDS) {
                arrow(canvas, px, py, px + rows[at + 8], py + rows[at + 9], colour);
            }
            canvas.label(x(px) + 8, y(py) - 20, Integer.toString(identity), colour, BACKGROUND);
        }
    }

    private void arrow(Canvas canvas, double fromX, double fromY, double toX, double toY, int colour) {
        canvas.stroke(x(fromX), y(fromY), x(toX), y(toY), colour);
        double angle = Math.atan2(y(toY) - y(fromY), x(toX) - x(fromX));
        for (double side : new double[] {2.6, -2.6}) {
            int hookX = (int) Math.round(x(toX) + 8 * Math.cos(angle + side));
            int hookY = (int) Math.round(y(toY) + 8 * Math.sin(angle + side));
            canvas.stroke(x(toX), y(toY), hookX, hookY, colour);
        }
    }

    private void outline(Canvas canvas, double px, double py, double length, double across, double yaw, int colour) {
        double c = Math.cos(yaw);
        double s = Math.sin(yaw);
        int[] xs = new int[4];
        int[] ys = new int[4];
        for (int corner = 0; corner < 4; corner++) {
            double u = (corner == 0 || corner == 3 ? length : -length) / 2;
            double v = (corner < 2 ? across : -across) / 2;
            xs[corner] = x(px + u * c - v * s);
            ys[corner] = y(py + u * s + v * c);
        }
        for (int corner = 0; corner < 4; corner++) {
            int next = (corner + 1) % 4;
            canvas.stroke(xs[corner], ys[corner], xs[next], ys[next], colour);
        }
    }
}
