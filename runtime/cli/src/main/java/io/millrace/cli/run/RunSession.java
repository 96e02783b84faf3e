package io.millrace.cli.run;

import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.frame.Origin;
import io.millrace.api.graph.SourceDef;
import io.millrace.cli.view.ShownPort;
import io.millrace.cli.view.TerminalTransport;
import io.millrace.engine.Draft;
import io.millrace.engine.Pipeline;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.engine.run.RunReport;
import io.millrace.profiles.forecast.Forecast;
import io.millrace.transport.files.FileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run from the command line, from what was asked for to its report. */
public final class RunSession {

    private static final Duration SETTLING = Duration.ofMillis(300);
    private static final Duration LONGEST_SETTLING = Duration.ofSeconds(3);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    private final RunRequest request;
    private final RunOutput output;
    private volatile boolean stopRequested;

    /**
     * Prepares a run.
     *
     * @param request what was asked for
     * @param output what the user sees
     */
    RunSession(RunRequest request, RunOutput output) {
        this.request = request;
        this.output = output;
    }

    /** Asks the run to drain and end. Any thread. */
    public void stop() {
        stopRequested = true;
    }

    /**
     * Runs to the end.
     *
     * @return the final report
     * @throws IOException if a recording, source or sink cannot be opened
     * @throws InterruptedException if this thread is interrupted
     */
    public RunReport carryOut() throws IOException, InterruptedException {
        Draft draft = output.showsFrames() ? request.draft().with(TerminalSinks::ensured) : request.draft();
        Catalog catalog =
                Catalog.installed().with(new TerminalTransport(output)).with(new FileSource(output::inputBegan));
        List<InputOption> inputs = request.inputs().stream()
                .flatMap(text -> InputOption.parse(text, draft.graph()).stream())
                .toList();
        Feeds feeds =
                Feeds.decide(draft.graph(), inputs, request.directory(), request.speed(), request.duration(), catalog);
        Admitted admitted = request.admitted();
        Pipeline pipeline = draft.with(graph -> feeds.graph()).compile(admitted.compileWith(), catalog);
        Forecast forecast = admitted.check(pipeline.plan(), feeds.virtual() ? Pace.BUSY : Pace.PACED);
        output.prepared(pipeline.plan(), feeds.virtual(), weakest(feeds));
        Run run = start(pipeline, feeds);
        Map<String, SocketFeeder> feeders = feeders(run, feeds);
        RunView view = new RunView(run, ShownPort.of(pipeline.plan()), feeders, feeds.virtual(), forecast);
        MetricsServer metrics = metrics(run);
        try {
            output.started(view);
            feeders.values().forEach(SocketFeeder::start);
            watch(view);
        } finally {
            feeders.values().forEach(SocketFeeder::close);
            end(run);
            metrics.close();
        }
        request.keeping().writeTraces(run);
        RunReport report = run.report();
        output.finished(view, report);
        return report;
    }

    private Run start(Pipeline pipeline, Feeds feeds) throws IOException {
        try {
            RunOptions options = feeds.virtual() ? RunOptions.virtualTime() : RunOptions.realTime();
            return pipeline.start(request.keeping().apply(options));
        } catch (IOException e) {
            for (SourceDef source : feeds.graph().sources()) {
                boolean listens = source.transport() != null
                        && source.transport().written().entries().containsKey("listen");
                if (listens && String.valueOf(e.getMessage()).contains("cannot listen")) {
                    throw new IOException(
                            e.getMessage()
                                    + "\n  Another program may be using the port. Let the system choose one: --set sources."
                                    + source.name() + ".listen=127.0.0.1:0",
                            e);
                }
            }
            throw e;
        }
    }

    private MetricsServer metrics(Run run) throws IOException {
        try {
            return MetricsServer.start(request.metrics(), run);
        } catch (IOException e) {
            run.close();
            throw e;
        }
    }

    private Map<String, SocketFeeder> feeders(Run run, Feeds feeds) throws IOException {
        Map<String, SocketFeeder> feeders = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Feeds.SocketFeed> entry : feeds.sockets().entrySet()) {
                Feeds.SocketFeed feed = entry.getValue();
                List<Path> files = feed.files();
                feeders.put(
                        entry.getKey(),
                        new SocketFeeder(
                                RecordSocket.connect(feed.transport(), run.address(entry.getKey())),
                                files,
                                feed.timer(),
                                request.speed(),
                                output::inputBegan));
            }
        } catch (IOException e) {
            run.close();
            throw e;
        }
        return feeders;
    }

    /** Until it ends by itself, is asked to stop, has run long enough, or has eaten up its recordings. */
    private void watch(RunView view) throws InterruptedException {
        Run run = view.run();
        Duration limit = request.duration();
        while (!run.await(Duration.ofMillis(output.periodMillis()))) {
            output.tick(view);
            boolean overdue = limit != null && !view.virtual() && run.report().elapsedNanos() >= limit.toNanos();
            if (stopRequested || overdue || output.isAbandoned()) {
                return;
            }
            if (isFed(view)) {
                settle(view);
                return;
            }
        }
    }

    /** Whether all that this run will ever get has been sent. */
    private static boolean isFed(RunView view) {
        return !view.feeders().isEmpty()
                && view.feeders().size() == view.run().report().sources().size()
                && view.feeders().values().stream().allMatch(SocketFeeder::hasEnded);
    }

    /** Lets what is still in a socket arrive: until the counts stand still for a while. */
    private void settle(RunView view) throws InterruptedException {
        long before = -1;
        long rounds = LONGEST_SETTLING.toMillis() / SETTLING.toMillis();
        for (long round = 0; round < rounds; round++) {
            long now =
                    view.run().report().edges().stream().mapToLong(e -> e.in()).sum();
            if (now == before || view.run().await(SETTLING)) {
                return;
            }
            before = now;
        }
    }

    private static void end(Run run) throws InterruptedException {
        run.drain();
        if (!run.await(LONGEST_DRAIN)) {
            run.cancel();
            run.await(LONGEST_DRAIN);
        }
    }

    private static Origin weakest(Feeds feeds) {
        return feeds.graph().sources().stream().map(SourceDef::origin).reduce(Origin.REAL, Origin::weaker);
    }
}
