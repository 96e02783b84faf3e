package io.millrace.cli.view;

import io.millrace.api.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws what ports carry. */
final class Panels {

    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final int NAME = 12;

    private final Style style;
    private final Board board;
    private final int width;

    Panels(Style style, Board board, int width) {
        this.style = style;
        this.board = board;
        this.width = width;
    }

    /**
     * Draws a port.
     *
     * @param port the port
     * @param heatLines lines that a heat map may take
     * @return its lines
     */
    List<String> draw(ShownPort port, int heatLines) {
        Frame frame = board.newest(port.name());
        if (frame == null) {
            return List.of(name(port) + style.dim("waiting for the first frame"));
        }
        float[] values = Values.floats(frame.payload());
        return switch (port.kind()) {
            case PRESENCE -> presence(port, Presence.of(values));
            case ECHO -> echo(port, Echo.of(values));
            case MOVEMENT -> movement(port, values);
            case THINGS -> things(port, Things.of(values));
            case PROBABILITIES -> probabilities(port, values);
            case HEAT_MAP -> heatMap(port, values.length, heatLines);
            case VALUE -> List.of(name(port) + Values.brief(frame.payload()));
        };
    }

    private List<String> presence(ShownPort port, Presence presence) {
        String word = switch (presence.state()) {
            case CALIBRATING -> style.yellow("◌ calibrating");
            case ABSENT -> style.dim("○ absent     ");
            case PRESENT -> style.bold(style.green("● PRESENT    "));
        };
        double ratio = presence.score() / presence.threshold();
        String numbers = String.format(
                Locale.ROOT,
                "  score %s  threshold %s%s",
                Text.left(Text.number(presence.score()), 9),
                Text.left(Text.number(presence.threshold()), 9),
                Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "  %.1f×", ratio));
        return List.of(name(port) + word + numbers, " ".repeat(NAME) + sparkline(port, presence.threshold()));
    }

    private List<String> echo(ShownPort port, Echo echo) {
        String who = switch (echo.talk()) {
            case NOBODY -> style.dim("silence    ");
            case FAR_END -> style.yellow("far end    ");
            case NEAR_END -> style.green("near end   ");
            case BOTH -> style.bold(style.green("both ends  "));
        };
        String path = Double.isNaN(echo.delayMs())
                ? style.dim("looking for the echo path")
                : String.format(Locale.ROOT, "delay %.1f ms  drift %+.0f ppm", echo.delayMs(), echo.driftPpm());
        String loss = String.format(
                Locale.ROOT, "echo loss %s linear, %s in all", Echo.db(echo.linearDb()), Echo.db(echo.fullDb()));
        String blank = " ".repeat(NAME);
        int cells = Math.max(8, Math.min(40, width - NAME - 24));
        return List.of(
                name(port) + who + path,
                blank + "microphone " + level(echo.micDb(), cells),
                blank + "far end    " + level(echo.farDb(), cells),
                blank + "output     " + level(echo.outDb(), cells),
                blank + loss,
                blank + lossOverTime(port));
    }

    private List<String> movement(ShownPort port, float[] values) {
        float[][] past = board.past(port.name(), width - NAME - 11);
        List<String> drawn = new ArrayList<>();
        for (String line : Movement.of(values, past).lines(style, past, width - NAME - 1)) {
            drawn.add((drawn.isEmpty() ? name(port) : " ".repeat(NAME)) + line);
        }
        return drawn;
    }

    private List<String> things(ShownPort port, Things things) {
        List<String> drawn = new ArrayList<>();
        for (String line : things.lines(style, width - NAME - 1)) {
            drawn.add((drawn.isEmpty() ? name(port) : " ".repeat(NAME)) + line);
        }
        return drawn;
    }

    private String level(double db, int cells) {
        return String.format(Locale.ROOT, "%4.0f dB ", Math.max(-99, db)) + bar(1 + db / Echo.RANGE_DB, cells);
    }

    /** How much quieter the output was than the microphone, 0 to 40 dB. */
    private String lossOverTime(ShownPort port) {
        StringBuilder line = new StringBuilder();
        for (float[] past : board.past(port.name(), width - NAME - 1)) {
            line.append(past.length == 0 ? " " : level(Echo.of(past).lossNowDb() / Echo.MOST_LOSS_DB));
        }
        return line.toString();
    }

    /** The scores of the past on a logarithmic scale, those above the threshold in another colour. */
    private String sparkline(ShownPort port, float threshold) {
        float[][] past = board.past(port.name(), width - NAME - 1);
        double top = Double.isNaN(threshold) ? 0 : threshold;
        double bottom = Double.POSITIVE_INFINITY;
        for (float[] fields : past) {
            if (fields.length > 0 && fields[0] > 0) {
                top = Math.max(top, fields[0]);
                bottom = Math.min(bottom, fields[0]);
            }
        }
        double range = Math.max(Math.log(top / bottom), 1e-9);
        StringBuilder line = new StringBuilder();
        for (float[] fields : past) {
            if (fields.length == 0) {
                line.append(' ');
            } else {
                double height = fields[0] > 0 ? Math.log(fields[0] / bottom) / range : 0;
                String cell = level(height);
                line.append(fields[0] > threshold ? style.green(cell) : cell);
            }
        }
        return line.toString();
    }

    private List<String> probabilities(ShownPort port, float[] values) {
        List<String> labels = board.labels();
        List<String> lines = new ArrayList<>();
        int bar = Math.max(8, Math.min(40, width - NAME - 20));
        for (int i = 0; i < values.length; i++) {
            String label = i < labels.size() ? labels.get(i) : "class " + i;
            String cells = bar(values[i], bar);
            lines.add((i == 0 ? name(port) : " ".repeat(NAME))
                    + Text.left(label, 9)
                    + String.format(Locale.ROOT, "%5.2f ", values[i])
                    + (values[i] >= 0.5f ? style.bold(cells) : style.dim(cells)));
        }
        return lines;
    }

    private List<String> heatMap(ShownPort port, int elements, int lines) {
        int columns = width - NAME - 1;
        HeatMap map = new HeatMap(board.past(port.name(), columns), elements, style.colour() ? 2 * lines : lines);
        List<String> drawn = new ArrayList<>();
        String axis = port.spec().axes().isEmpty()
                ? "value"
                : port.spec().axes().get(0).name();
        drawn.add(name(port)
                + style.dim(String.format(
                        Locale.ROOT,
                        "%s=%d over %d s, dark %s to bright %s",
                        axis,
                        elements,
                        columns * Track.BUCKET_NANOS / 1_000_000_000L,
                        Text.number(map.low()),
                        Text.number(map.high()))));
        for (String row : style.colour() ? map.coloured(style) : map.plain()) {
            drawn.add(" ".repeat(NAME) + row);
        }
        return drawn;
    }

    private String name(ShownPort port) {
        return style.bold(Text.left(port.name(), NAME - 1)) + " ";
    }

    private static String level(double height) {
        int index = (int) Math.round(Math.max(0, Math.min(1, height)) * (LEVELS.length() - 1));
        return LEVELS.substring(index, index + 1);
    }

    private static String bar(double part, int cells) {
        int eighths = (int) Math.round(Math.max(0, Math.min(1, part)) * cells * 8);
        String end = eighths % 8 == 0 ? "" : String.valueOf(EIGHTHS.charAt(eighths % 8));
        return "█".repeat(eighths / 8) + end;
    }
}
