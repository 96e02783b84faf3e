package io.millrace.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace trace}. */
@Command(
        name = "trace",
        sortOptions = false,
        header = "Run a pipeline and see what single frames went through.",
        description =
                "Traces every frame, keeps the latest 16384 spans of each stage, and writes them for a viewer: a track "
                        + "a stage, a slice a node, an arrow where a frame changes threads. run --trace does the same beside "
                        + "everything else that run can do.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace trace examples/csi-presence --out trace.json --duration 10s   open it in ui.perfetto.dev",
            "",
            "Exit codes: those of run."
        })
final class TraceCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", description = "A pipeline file, or a directory with a pipeline.yaml.")
    private Path pipeline = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE.json", description = "Where to write the trace.")
    private Path out = Path.of("");

    @Option(names = "--otlp", paramLabel = "FILE.json", description = "Also as OpenTelemetry spans (OTLP in JSON).")
    private @Nullable Path otlp;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "[SOURCE=]INPUT",
            description = "As for run. Repeatable.")
    private List<String> inputs = new ArrayList<>();

    @Option(names = "--speed", paramLabel = "recorded|max|N", description = "As for run.")
    private String speed = "recorded";

    @Option(names = "--duration", paramLabel = "TIME", description = "As for run.")
    private @Nullable String duration;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    TraceCommand() {}

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(
                List.of("run", pipeline.toString(), "--json", "--speed", speed, "--trace", out.toString()));
        if (otlp != null) {
            arguments.addAll(List.of("--trace-otlp", otlp.toString()));
        }
        if (duration != null) {
            arguments.addAll(List.of("--duration", duration));
        }
        inputs.forEach(input -> arguments.addAll(List.of("--input", input)));
        CommandLine run = Main.commandLine()
                .setOut(new PrintWriter(Writer.nullWriter()))
                .setErr(spec.commandLine().getErr());
        int code = run.execute(arguments.toArray(new String[0]));
        if (code == ExitCode.OK) {
            spec.commandLine().getOut().println(out + ": written (open it in ui.perfetto.dev)");
        }
        return code;
    }
}
