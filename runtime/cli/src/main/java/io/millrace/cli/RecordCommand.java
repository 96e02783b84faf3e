package io.millrace.cli;

import io.millrace.api.graph.Graph;
import io.millrace.api.graph.NodeDef;
import io.millrace.cli.run.Admitted;
import io.millrace.cli.run.Keeping;
import io.millrace.cli.run.Outputs;
import io.millrace.cli.run.RunRequest;
import io.millrace.cli.run.RunSession;
import io.millrace.engine.Draft;
import io.millrace.engine.record.RecordingHead;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace record}. */
@Command(
        name = "record",
        sortOptions = false,
        header = "Record what the sources of a pipeline give, until Ctrl-C or for a while.",
        description =
                "The pipeline runs without its sinks, so recording has no effects but the file. The file holds every "
                        + "record with its arrival, a digest of every frame of every port, the pipeline, the plan, the device, and "
                        + "the digests of models: it is a whole bug report. To record a pipeline that also serves its sinks: run --record.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace record examples/csi-presence -o walk.mcap --duration 60s",
            "  millrace record PIPELINE -o walk.mcap --sources-only   only what the sensors gave, at the least cost",
            "  millrace replay walk.mcap --verify",
            "  millrace run PIPELINE --input walk.mcap",
            "",
            "Exit codes: 0 done, also by Ctrl-C; 1 the run or the recording failed, 2 wrong usage or configuration, "
                    + "130 Ctrl-C, and what was under way did not come to its end."
        })
final class RecordCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    private PipelineOptions pipeline = new PipelineOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.mcap",
            required = true,
            description = "The file; one that is there already is not written over.")
    private Path file = Path.of("");

    @Option(names = "--overwrite", description = "Write over a file that is there.")
    private boolean overwrite;

    @Mixin
    private FeedOptions feed = new FeedOptions();

    @Option(
            names = "--ports",
            paramLabel = "PORT",
            split = ",",
            description = "Ports whose frames are recorded whole, beside their digests.")
    private List<String> ports = new ArrayList<>();

    @Option(names = "--sources-only", description = "Leave out the nodes too: nothing but the sources runs.")
    private boolean sourcesOnly;

    @Option(names = "--json", description = "Print one JSON object at the end: file, bytes, frames, origin, notes.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    RecordCommand() {}

    @Override
    public Integer call() throws Exception {
        if (Files.exists(file) && !overwrite) {
            throw new UsageException(
                    "file is there already: file=" + file + " (expected another name, or --overwrite)");
        }
        PipelineOptions.Loaded loaded = pipeline.load();
        // Of what is recorded nothing depends on the sinks, and a replay has none.
        List<String> without = sourcesOnly ? List.of("sinks", "nodes") : List.of("sinks");
        RecordingHead head = new RecordingHead(
                loaded.file().toString(), WrittenJson.of(loaded.content().without(without)));
        Draft draft = loaded.draft().with(this::recorded);
        Keeping keeping = new Keeping(null, Duration.ZERO, false, file, head, Set.copyOf(ports), null, null);
        RunRequest request = new RunRequest(
                draft,
                new Admitted(loaded.profile(), false),
                loaded.directory(),
                feed.inputs(),
                feed.speed(),
                feed.duration(),
                null,
                keeping);
        boolean terminal = !System.getProperty("millrace.terminal", "").isEmpty();
        RunSession session = Outputs.recording(request, spec.commandLine().getOut(), file, terminal, json);
        try (Interrupts interrupts = new Interrupts(session::stop)) {
            RunReport report = session.carryOut();
            boolean missed = interrupts.requested() && report.failure() == null && report.state() == RunState.CANCELLED;
            return missed ? ExitCode.INTERRUPTED : exitCode(report);
        }
    }

    private Graph recorded(Graph stated) {
        List<NodeDef> nodes = sourcesOnly ? List.of() : stated.nodes();
        return new Graph(stated.name(), stated.profile(), stated.sources(), nodes, List.of(), stated.location());
    }

    private int exitCode(RunReport report) {
        String failure = report.failure();
        @Nullable String stopped = report.notes().stream()
                .filter(note -> note.startsWith("recording stopped:"))
                .findFirst()
                .orElse(null);
        if (failure != null || stopped != null) {
            spec.commandLine()
                    .getErr()
                    .println("millrace: " + (failure != null ? "the run failed: " + failure : stopped));
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }
}
