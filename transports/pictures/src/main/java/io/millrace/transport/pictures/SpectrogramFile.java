package io.millrace.transport.pictures;

import io.millrace.api.frame.Frame;
import io.millrace.api.transport.SinkConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** Collects spectra and draws them when the run ends. */
final class SpectrogramFile implements SinkConnection {

    private static final int PANEL_LINES = 200;
    private static final int MARGIN = 10;
    private static final int CAPTION = 22;
    private static final int BACKGROUND = 0xFFFFFF;
    private static final int INK = 0x202020;
    private static final int[] PALETTE = {0x000004, 0x2C115F, 0x721F81, 0xB73779, 0xF1605D, 0xFEB078, 0xFCFDBF};

    private final SpectrogramSettings settings;
    private final List<SpectrogramPanel> panels;

    SpectrogramFile(SpectrogramSettings settings, List<SpectrogramPanel> panels) {
        this.settings = settings;
        this.panels = panels;
    }

    @Override
    public void accept(int input, Frame frame) {
        panels.get(input).add(frame);
    }

    @Override
    public void close() {
        int columns = panels.stream().mapToInt(SpectrogramPanel::columns).max().orElse(0);
        if (columns == 0) {
            return; // nothing came: no picture is more honest than an empty one
        }
        Canvas canvas = new Canvas(columns + 2 * MARGIN, panels.size() * (PANEL_LINES + CAPTION) + MARGIN, BACKGROUND);
        double top =
                panels.stream().mapToDouble(SpectrogramPanel::highestDb).max().orElse(0);
        for (int i = 0; i < panels.size(); i++) {
            draw(canvas, panels.get(i), i, columns, top);
        }
        try (OutputStream out = Files.newOutputStream(settings.path())) {
            PngWriter.write(out, canvas.width(), canvas.pixels());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "picture not written: path=" + settings.path() + " (expected a file that can be created)", e);
        }
    }

    private void draw(Canvas canvas, SpectrogramPanel panel, int index, int columns, double top) {
        int y0 = index * (PANEL_LINES + CAPTION) + CAPTION;
        canvas.text(MARGIN, y0 - 16, caption(panel, index, columns), INK);
        for (int x = 0; x < columns; x++) {
            int column = (int) ((long) x * panel.columns() / columns);
            for (int y = 0; y < PANEL_LINES && column < panel.columns(); y++) {
                int bin = (int) ((long) (PANEL_LINES - 1 - y) * panel.bins() / PANEL_LINES);
                double height = 1 + (panel.db(column, bin) - top) / settings.rangeDb();
                canvas.set(MARGIN + x, y0 + y, colour(height));
            }
        }
    }

    private String caption(SpectrogramPanel panel, int index, int columns) {
        String label = index < settings.labels().size() ? settings.labels().get(index) : panel.name();
        String length = panel.seconds() > 0 ? String.format(Locale.ROOT, "  %.1f s", panel.seconds()) : "";
        String range =
                index == 0 ? String.format(Locale.ROOT, "  %.0f dB from black to white", settings.rangeDb()) : "";
        String full = (panel.simulated() ? "SIMULATED  " : "") + label + length + range;
        int most = columns / Canvas.ADVANCE;
        return full.length() <= most ? full : full.substring(0, Math.max(0, most));
    }

    private static int colour(double height) {
        double at = Math.max(0, Math.min(1, height)) * (PALETTE.length - 1);
        int low = Math.min(PALETTE.length - 2, (int) at);
        double part = at - low;
        int colour = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int from = PALETTE[low] >> shift & 0xFF;
            int to = PALETTE[low + 1] >> shift & 0xFF;
            colour |= (int) Math.round(from + part * (to - from)) << shift;
        }
        return colour;
    }
}
