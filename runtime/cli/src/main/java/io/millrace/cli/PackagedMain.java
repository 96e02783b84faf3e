package io.millrace.cli;

import io.millrace.cli.pack.PackagedFolder;
import io.millrace.cli.view.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command inside a packaged folder: what a device needs, and no more, because every class here costs a start time.
 * A folder that is not as packaged does not start; what takes long to read is read while it runs, and ends it.
 */
@Command(
        name = "millrace",
        header = "Runs the pipeline of this folder.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RunCommand.class, CheckCommand.class, HealthCommand.class})
public final class PackagedMain implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    /** For picocli. */
    PackagedMain() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        AtomicBoolean tampered = new AtomicBoolean();
        if (arguments.length > 0 && arguments[0].equals("run")) {
            try {
                PackagedFolder folder = PackagedFolder.open(Path.of(""));
                List<String> problems = folder.quickProblems();
                if (!problems.isEmpty()) {
                    problems.forEach(PackagedMain::say);
                    System.exit(ExitCode.FAILED);
                }
                folder.watch(found -> {
                    tampered.set(true);
                    found.forEach(PackagedMain::say);
                    Interrupts.raise();
                });
            } catch (IOException e) {
                say(String.valueOf(e.getMessage()));
                System.exit(ExitCode.FAILED);
            }
        }
        int code = commandLine().execute(arguments);
        System.exit(tampered.get() ? ExitCode.FAILED : code);
    }

    private static void say(String problem) {
        System.err.println("millrace: " + problem);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new PackagedMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true) // the launcher states some
                .setUsageHelpWidth(TerminalSize.parse("").columns())
                .setParameterExceptionHandler((e, arguments) -> CommandErrors.usage(e))
                .setExecutionExceptionHandler((e, command, parsed) -> CommandErrors.failed(e, command.getErr()));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
