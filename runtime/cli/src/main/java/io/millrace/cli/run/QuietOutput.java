package io.millrace.cli.run;

import io.millrace.api.frame.Frame;
import io.millrace.engine.run.RunReport;
import java.io.PrintWriter;

/** Nothing but the report. */
final class QuietOutput implements RunOutput {

    private final PrintWriter out;

    QuietOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public boolean showsFrames() {
        return false;
    }

    @Override
    public void frame(String port, Frame frame) {
        // nobody looks
    }

    @Override
    public void tick(RunView view) {
        // nobody looks
    }

    @Override
    public long periodMillis() {
        return 1000;
    }

    @Override
    public void finished(RunView view, RunReport report) {
        ReportText.of(view, report).forEach(out::println);
        out.flush();
    }
}
