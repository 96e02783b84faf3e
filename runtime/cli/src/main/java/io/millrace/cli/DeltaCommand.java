package io.millrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace delta}. */
@Command(
        name = "delta",
        header = "Run models on what changed: find thresholds.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = DeltaTuneCommand.class)
final class DeltaCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    DeltaCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
