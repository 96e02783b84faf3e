package io.millrace.cli.run;

import io.millrace.cli.view.Text;
import io.millrace.engine.run.SourceReport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The line of a source on the screen. */
final class SourceLine {

    private SourceLine() {}

    static String of(SourceReport source, double rate, @Nullable SocketFeeder feeder) {
        String line = String.format(
                Locale.ROOT,
                "%s %s %s  %.1f packets/s",
                Text.left(source.source(), 11),
                source.transport(),
                source.address(),
                rate);
        if (feeder == null) {
            return line;
        }
        return line + "  "
                + (feeder.hasEnded() ? "recording has ended" : "recording at " + Text.clock(feeder.played()));
    }
}
