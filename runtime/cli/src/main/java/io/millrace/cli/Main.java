package io.millrace.cli;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.Words;
import io.millrace.cli.view.TerminalSize;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code millrace} command. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Runs streaming inference pipelines on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            ServeCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            SetCommand.class,
            TopCommand.class,
            TraceCommand.class,
            ValidateCommand.class,
            PlanCommand.class,
            OperatorsCommand.class,
            ProfileCommand.class,
            InspectCommand.class,
            DeltaCommand.class,
            DoctorCommand.class,
            SchemaCommand.class,
            CompletionCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace run examples/csi-presence    see a pipeline work, without hardware",
            "  millrace plan examples/csi-presence   what will run, where, at what cost",
            "  millrace record PIPELINE -o walk.mcap  keep what the sensors gave",
            "  millrace replay walk.mcap --verify    run a recorded run again, compare it bit by bit",
            "  millrace inspect recording.csv        what a recording of a sensor holds",
            "  millrace COMMAND --help               options, examples and exit codes",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 the books of a run do not balance, "
                    + "130 interrupted by Ctrl-C."
        })
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    /** For picocli. */
    Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * The command with its error handling, for tests: its writers can be replaced.
     *
     * @return a fresh command line
     */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(Math.min(
                        100,
                        TerminalSize.parse(System.getProperty("millrace.terminal", ""))
                                .columns()))
                .setUsageHelpLongOptionsMaxWidth(30)
                .setParameterExceptionHandler((e, arguments) -> usage(e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int usage(ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("millrace: " + message(e));
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched
                && !command.getSubcommands().isEmpty()) {
            String found = unmatched.getUnmatched().get(0);
            if (!found.startsWith("-")) {
                return "no such command: command=" + found + " (expected "
                        + Words.oneOf(found, command.getSubcommands().keySet()) + ")";
            }
        }
        return String.valueOf(e.getMessage());
    }

    private static int failed(Exception e, PrintWriter err) {
        if (e instanceof ConfigException || e instanceof UsageException) {
            err.println("millrace: " + e.getMessage());
            return ExitCode.USAGE;
        }
        if (e instanceof IOException) {
            err.println("millrace: " + e.getMessage());
            return ExitCode.FAILED;
        }
        err.println("millrace: unexpected error, please report it with this trace:");
        e.printStackTrace(err);
        err.flush();
        return ExitCode.FAILED;
    }
}
