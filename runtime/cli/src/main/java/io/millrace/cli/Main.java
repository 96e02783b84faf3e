package io.millrace.cli;

import io.millrace.cli.view.TerminalSize;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
            PackageCommand.class,
            HealthCommand.class,
            SchemaCommand.class,
            CompletionCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace run examples/csi-presence    see a pipeline work, without hardware",
            "  millrace plan examples/csi-presence   what will run, where, at what cost",
            "  millrace record PIPELINE -o walk.mcap  keep what the sensors gave",
            "  millrace replay walk.mcap --verify    run a recorded run again, compare it bit by bit",
            "  millrace package PIPELINE --out DIR   a folder that runs it where there is no Java",
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
                .setParameterExceptionHandler((e, arguments) -> CommandErrors.usage(e))
                .setExecutionExceptionHandler((e, command, parsed) -> CommandErrors.failed(e, command.getErr()));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
