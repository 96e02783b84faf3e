package io.millrace.cli.run;

import io.millrace.api.frame.Origin;
import io.millrace.cli.forecast.Comparison;
import io.millrace.cli.view.ShownPort;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.SourceReport;
import io.millrace.profiles.forecast.Basis;
import io.millrace.profiles.forecast.Forecast;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run and what is known about it besides.
 *
 * @param run the run
 * @param ports what its terminal sinks show, by name
 * @param feeders what plays recordings into its sockets, by source
 * @param virtual whether it is in the time of its recordings
 * @param forecast what its device forecast
 */
record RunView(
        Run run, Map<String, ShownPort> ports, Map<String, SocketFeeder> feeders, boolean virtual, Forecast forecast) {

    /** The weakest claim among the sources: what every screen has to say. */
    Origin origin(RunReport report) {
        Origin weakest = Origin.REAL;
        for (SourceReport source : report.sources()) {
            weakest = weakest.weaker(Origin.valueOf(source.origin().toUpperCase(Locale.ROOT)));
        }
        return weakest;
    }

    /** What was forecast beside what was measured; null if nothing was forecast and nothing refused. */
    @Nullable Comparison comparison(RunReport report) {
        boolean forced = !forecast.refusals().isEmpty();
        boolean known = forecast.nodes().stream().anyMatch(node -> node.basis() != Basis.UNKNOWN);
        return forced || known ? Comparison.of(forecast, forced, report) : null;
    }
}
