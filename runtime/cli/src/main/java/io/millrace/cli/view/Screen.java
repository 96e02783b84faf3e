package io.millrace.cli.view;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.engine.run.RunReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Puts the picture of a run together: head, ports, books. */
public final class Screen {

    private static final int HEAT_LINES = 8;
    private static final int FEWEST_HEAT_LINES = 3;

    private final Style style;
    private final Board board = new Board();
    private final TerminalSize size;
    private int table;

    /**
     * Makes a screen.
     *
     * @param colour whether to use colours
     * @param size of the terminal
     */
    public Screen(boolean colour, TerminalSize size) {
        this.style = new Style(colour);
        this.size = size;
    }

    /**
     * Where frames go.
     *
     * @return the listener for terminal sinks
     */
    public FrameListener board() {
        return board;
    }

    /**
     * Draws everything.
     *
     * @param report the books
     * @param origin the weakest claim of the sources
     * @param sources a line for each source
     * @param ports what to draw
     * @return lines that fit the terminal
     */
    public List<String> draw(RunReport report, Origin origin, List<String> sources, Collection<ShownPort> ports) {
        List<String> books = EdgeTable.of(report);
        List<String> lines = new ArrayList<>();
        lines.add(head(report, origin));
        lines.addAll(sources);
        lines.add("");
        long drawn = ports.stream().filter(p -> p.name().indexOf('.') < 0).count();
        int others = lines.size() + 2 * (int) drawn + books.size() + 1;
        int heat = Math.max(FEWEST_HEAT_LINES, Math.min(HEAT_LINES, size.lines() - 1 - others));
        Panels panels = new Panels(style, board, size.columns());
        for (ShownPort port : ports) {
            if (port.name().indexOf('.') < 0 || board.newest(port.name()) != null) {
                lines.addAll(panels.draw(port, heat));
            }
        }
        lines.add("");
        int room = Math.max(0, size.lines() - 1 - lines.size());
        table = Math.min(room, books.size());
        for (int i = 0; i < table; i++) {
            boolean last = i == table - 1 && table < books.size();
            String line = last ? "... " + (books.size() - i) + " more in the report" : books.get(i);
            String cut = line.length() > size.columns() ? Text.left(line, size.columns()) : line;
            lines.add(i == 0 || last ? style.dim(cut) : cut);
        }
        return lines;
    }

    /**
     * A picture less its table, for before a report that has the table in full.
     *
     * @param drawn what {@link #draw} gave last
     * @return the upper part
     */
    public List<String> withoutTable(List<String> drawn) {
        return drawn.subList(0, drawn.size() - table);
    }

    /**
     * Everything on a line, for output that is not a terminal.
     *
     * @param report the books
     * @param origin the weakest claim of the sources
     * @param ports what to show
     * @return one line
     */
    public String line(RunReport report, Origin origin, Collection<ShownPort> ports) {
        StringBuilder line = new StringBuilder(Text.clock(Duration.ofNanos(report.elapsedNanos())));
        line.append(" [").append(origin.word().toUpperCase(Locale.ROOT)).append(']');
        for (ShownPort port : ports) {
            Frame frame = board.newest(port.name());
            if (frame != null && port.kind() != PortKind.HEAT_MAP) {
                line.append("  ").append(port.name()).append(' ').append(brief(port, frame));
            }
        }
        long dropped = report.edges().stream().mapToLong(e -> e.droppedTotal()).sum();
        return line.append("  dropped ").append(Text.count(dropped)).toString();
    }

    private String brief(ShownPort port, Frame frame) {
        float[] values = Values.floats(frame.payload());
        if (port.kind() == PortKind.PRESENCE) {
            Presence presence = Presence.of(values);
            return presence.state().name().toLowerCase(Locale.ROOT) + " (score " + Text.number(presence.score())
                    + ", threshold " + Text.number(presence.threshold()) + ")";
        }
        if (port.kind() == PortKind.ECHO) {
            return Echo.of(values).brief();
        }
        if (port.kind() == PortKind.THINGS) {
            return Things.of(values).brief();
        }
        if (port.kind() == PortKind.MOVEMENT) {
            return Movement.of(values, new float[0][]).brief();
        }
        if (port.kind() == PortKind.PROBABILITIES) {
            int best = 0;
            for (int i = 1; i < values.length; i++) {
                best = values[i] > values[best] ? i : best;
            }
            List<String> labels = board.labels();
            return (best < labels.size() ? labels.get(best) : "class " + best)
                    + String.format(Locale.ROOT, " %.2f", values[best]);
        }
        return Values.brief(frame.payload());
    }

    private String head(RunReport report, Origin origin) {
        return style.bold(report.pipeline()) + "  "
                + report.state().name().toLowerCase(Locale.ROOT) + " "
                + Text.clock(Duration.ofNanos(report.elapsedNanos())) + "  " + badge(origin);
    }

    /** Green only for what a sensor measures now. */
    private String badge(Origin origin) {
        return switch (origin) {
            case REAL -> style.badge(114, "REAL");
            case REPLAY -> style.badge(117, "REPLAY: recorded earlier");
            case SIMULATED -> style.badge(214, "SIMULATED: no sensor is involved");
        };
    }
}
