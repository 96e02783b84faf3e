package io.millrace.cli;

import io.millrace.cli.inspect.RecordingSummary;
import io.millrace.cli.inspect.RunRecording;
import io.millrace.cli.inspect.SummaryText;
import io.millrace.engine.record.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace inspect}. */
@Command(
        name = "inspect",
        sortOptions = false,
        header = "Show what a recording of Wi-Fi channel state holds.",
        description = "Packets by sender, dialect and sub-carrier layout (verified by the energy of the null carriers, "
                + "assumed from tables, or unknown), rate, gaps, duplicates, and what was refused for which reason.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace inspect examples/csi-presence/simulated-room.csv.gz",
            "  millrace inspect capture.log --json",
            "",
            "Exit codes: 0 done, 1 the file cannot be read or is of no known format."
        })
final class InspectCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "A text log, .npz or .jsonl, gzipped or not; or an .mcap that run --record made.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    InspectCommand() {}

    @Override
    public Integer call() throws IOException {
        if (RunRecording.matches(file)) {
            return recordedRun();
        }
        RecordingSummary summary = RecordingSummary.of(file);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(summary.json()));
        } else {
            SummaryText.of(summary).forEach(out::println);
        }
        out.flush();
        return ExitCode.OK;
    }

    private int recordedRun() throws IOException {
        Recording recording = Recording.read(file);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(RunRecording.json(recording)));
        } else {
            RunRecording.lines(recording).forEach(out::println);
        }
        out.flush();
        return ExitCode.OK;
    }
}
