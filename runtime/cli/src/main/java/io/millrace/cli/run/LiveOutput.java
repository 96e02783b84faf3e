package io.millrace.cli.run;

import io.millrace.api.frame.Frame;
import io.millrace.cli.view.Screen;
import io.millrace.cli.view.TerminalSettings;
import io.millrace.engine.run.RunReport;
import java.io.PrintWriter;
import java.util.List;

/** The screen, redrawn in place; without a terminal a line a second. The report comes after it. */
final class LiveOutput implements RunOutput {

    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintWriter out;
    private final Screen screen;
    private final boolean inPlace;
    private final SourceRates rates = new SourceRates();
    private int drawn;

    LiveOutput(PrintWriter out, Screen screen, boolean inPlace) {
        this.out = out;
        this.screen = screen;
        this.inPlace = inPlace;
    }

    @Override
    public void opened(TerminalSettings settings) {
        screen.board().opened(settings);
    }

    @Override
    public void frame(String port, Frame frame) {
        screen.board().frame(port, frame);
    }

    @Override
    public void started(RunView view) {
        if (inPlace) {
            out.print(HIDE_CURSOR);
        }
    }

    @Override
    public void tick(RunView view) {
        RunReport report = view.run().report();
        if (view.virtual()) {
            return; // over before anybody could read it
        }
        if (inPlace) {
            redraw(lines(view, report));
        } else {
            out.println(screen.line(report, view.origin(report), view.ports().values()));
            out.flush();
        }
    }

    private List<String> lines(RunView view, RunReport report) {
        List<String> sources = report.sources().stream()
                .map(s -> SourceLine.of(
                        s, rates.of(s.source(), report), view.feeders().get(s.source())))
                .toList();
        return screen.draw(report, view.origin(report), sources, view.ports().values());
    }

    /** In one write, so that a terminal does not show half of it. */
    private void redraw(List<String> lines) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append('A');
        }
        lines.forEach(line -> text.append('\r').append(line).append(CLEAR_LINE).append('\n'));
        text.append(CLEAR_BELOW);
        drawn = lines.size();
        out.print(text);
        out.flush();
    }

    @Override
    public long periodMillis() {
        return inPlace ? 125 : 1000;
    }

    @Override
    public boolean isAbandoned() {
        return out.checkError();
    }

    @Override
    public void finished(RunView view, RunReport report) {
        if (inPlace) {
            if (!view.virtual()) {
                redraw(screen.withoutTable(lines(view, report)));
            }
            out.print(SHOW_CURSOR);
        }
        ReportText.of(view, report).forEach(out::println);
        out.flush();
    }
}
