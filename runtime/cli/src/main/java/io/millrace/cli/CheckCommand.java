package io.millrace.cli;

import io.millrace.cli.pack.PackagedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check}, which packaged folders have. */
@Command(
        name = "check",
        header = "Compare every file of a packaged folder with its list.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 all as packaged, 1 a file is missing or another.")
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder. Default: this one.")
    private Path folder = Path.of("");

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    CheckCommand() {}

    @Override
    public Integer call() throws IOException {
        PackagedFolder packaged = PackagedFolder.open(folder);
        List<String> problems = packaged.problems();
        problems.forEach(problem -> spec.commandLine().getErr().println("millrace: " + problem));
        if (problems.isEmpty()) {
            spec.commandLine().getOut().println("all as packaged: files=" + packaged.files());
            packaged.notes().forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
        }
        return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
