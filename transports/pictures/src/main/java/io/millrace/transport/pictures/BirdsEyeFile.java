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
    private static final int RING = 0x28323C;
    private static final int BOX = 0x808890;
    private static final int CAPTION_LINES = 20;
    private static final int RING_METERS = 10;
    private static final int[] TRACKS = {0xFFC857, 0x58D68D, 0xFF6B6B, 0x5DADE2, 0xC39BD3, 0xF5B041, 0x48C9B0, 0xEC7063
    };

    private final BirdsEyeSettings settings;
    private final List<BirdsEyeSink.Layer> layers;
    private final @Nullable Frame[] newest;
    private final int width;
    private final int height;
    private final AnimatedPng animation;
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
            inside(canvas, x(meters * Math.cos(angle)), y(meters * Math.sin(angle)), RING);
        }
    }

    private void points(Canvas canvas, float[] rows, int fields) {
        for (int at = 0; at + 2 < rows.length; at += fields) {
            inside(canvas, x(rows[at]), y(rows[at + 1]), height(rows[at + 2]));
        }
    }

    /** From blue, 2 m below the sensor, to white, 2 m above. */
    private static int height(double meters) {
        double part = Math.max(0, Math.min(1, (meters + 2) / 4));
        int red = (int) (40 + 215 * part);
        int green = (int) (90 + 165 * part);
        return (red << 16) | (green << 8) | 200;
    }

    private void boxes(Canvas canvas, float[] rows, int fields) {
        for (int at = 0; at < rows.length; at += fields) {
            outline(canvas, rows[at], rows[at + 1], rows[at + 3], rows[at + 4], rows[at + 6], BOX);
        }
    }

    private void tracks(Canvas canvas, float[] rows, int fields) {
        for (int at = 0; at < rows.length; at += fields) {
            int identity = (int) rows[at];
            int colour = TRACKS[Math.floorMod(identity, TRACKS.length)];
            double px = rows[at + 1];
            double py = rows[at + 2];
            outline(canvas, px, py, rows[at + 4], rows[at + 5], rows[at + 7], colour);
            canvas.line(x(px), y(py), x(px + rows[at + 8]), y(py + rows[at + 9]), colour);
            canvas.text(x(px) + 6, y(py) - 20, Integer.toString(identity), colour);
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
            canvas.line(xs[corner], ys[corner], xs[next], ys[next], colour);
        }
    }

    private static void inside(Canvas canvas, int x, int y, int colour) {
        if (y >= CAPTION_LINES) {
            canvas.set(x, y, colour);
        }
    }
}
