package io.millrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace profile}. */
@Command(
        name = "profile",
        header = "Device profiles: which there are, what each says, and one of this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ProfileListCommand.class,
            ProfileShowCommand.class,
            ProfileDiffCommand.class,
            ProfileCalibrateCommand.class
        })
final class ProfileCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    ProfileCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
