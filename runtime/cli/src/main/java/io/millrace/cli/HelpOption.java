package io.millrace.cli;

import picocli.CommandLine.Option;

/** {@code --help}, for every sub-command. */
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean requested;

    /** For picocli. */
    HelpOption() {}

    /** Whether the text was asked for; picocli acts on it by itself. */
    boolean isRequested() {
        return requested;
    }
}
