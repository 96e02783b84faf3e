package io.millrace.cli;

import io.millrace.cli.run.Admitted;
import io.millrace.cli.run.MetricsAddress;
import io.millrace.cli.run.Outputs;
import io.millrace.cli.run.RunRequest;
import io.millrace.cli.run.RunSession;
import io.millrace.cli.view.TerminalSize;
import io.millrace.engine.run.RunReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace run}. */
@Command(
        name = "run",
        sortOptions = false,
        header = "Run a pipeline and watch it.",
        description = "Without --input, a source that names a demo recording gets that recording, sent through the "
                + "source's own socket at the speed it was taken; every other source waits for its sensor. The screen "
                + "always says whether what it shows is REAL, REPLAY or SIMULATED.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace run examples/csi-presence",
            "  millrace run examples/csi-presence --input udp://0.0.0.0:5566",
            "  millrace run examples/csi-presence --input serial:/dev/ttyUSB0?baud=921600",
            "  millrace run examples/csi-presence --input walk.csv --speed max --json",
            "  millrace run examples/csi-presence --record walk.mcap   then: millrace replay walk.mcap --verify",
            "  millrace run examples/csi-presence --profile mine.yaml   with what was predicted beside what was measured",
            "  millrace run PIPELINE --checkpoint state --resume   go on where it stopped, whatever stopped it",
            "",
            "--json prints one object a line, by type: start, input (a recording begins), frame (what a terminal sink "
                    + "takes), status (each second), and report as the last. NaN and infinities are null.",
            "",
            "Exit codes: 0 done, 1 the run failed, 2 wrong usage or configuration, 3 the books do not balance, "
                    + "130 interrupted by Ctrl-C, after draining and reporting."
        })
final class RunCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    private PipelineOptions pipeline = new PipelineOptions();

    @Option(names = "--force", description = "Run although the device profile refuses; every report says so.")
    private boolean force;

    @Mixin
    private FeedOptions feed = new FeedOptions();

    @Option(names = "--json", description = "Print JSON lines instead of a screen.")
    private boolean json;

    @Option(names = "--quiet", description = "Print nothing but the report at the end.")
    private boolean quiet;

    @Option(names = "--metrics-port", paramLabel = "PORT", description = "Serve /metrics for Prometheus and /healthz.")
    private @Nullable Integer metricsPort;

    @Option(names = "--metrics-host", paramLabel = "HOST", description = "Where to serve them. Default: 127.0.0.1.")
    private String metricsHost = "127.0.0.1";

    @Mixin
    private KeepingOptions keeping = new KeepingOptions();

    @Option(names = "--no-color", description = "No colours; so does the environment variable NO_COLOR.")
    private boolean noColor;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    RunCommand() {}

    @Override
    public Integer call() throws Exception {
        PipelineOptions.Loaded loaded = pipeline.load();
        @Nullable MetricsAddress metrics = metricsPort == null ? null : new MetricsAddress(metricsHost, metricsPort);
        RunRequest request = new RunRequest(
                loaded.draft(),
                new Admitted(loaded.profile(), force),
                loaded.directory(),
                feed.inputs(),
                feed.speed(),
                feed.duration(),
                metrics,
                keeping.keeping(loaded));
        RunSession session = session(request);
        try (Interrupts interrupts = new Interrupts(session::stop)) {
            RunReport report = session.carryOut();
            int code = exitCode(report);
            return code == ExitCode.OK && interrupts.requested() ? ExitCode.INTERRUPTED : code;
        }
    }

    private RunSession session(RunRequest request) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            return Outputs.json(request, out);
        }
        if (quiet) {
            return Outputs.quiet(request, out);
        }
        String size = System.getProperty("millrace.terminal", "");
        boolean terminal = !size.isEmpty();
        boolean colour = terminal && !noColor && System.getenv("NO_COLOR") == null;
        return Outputs.live(request, out, TerminalSize.parse(size), terminal, colour);
    }

    private int exitCode(RunReport report) {
        if (report.failure() != null) {
            spec.commandLine().getErr().println("millrace: the run failed: " + report.failure());
            return ExitCode.FAILED;
        }
        if (!report.balances()) {
            spec.commandLine().getErr().println("millrace: the books do not balance");
            return ExitCode.UNBALANCED;
        }
        return ExitCode.OK;
    }
}
