package io.millrace.cli;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace completion}. */
@Command(
        name = "completion",
        sortOptions = false,
        header = "Print a completion script for bash or zsh.",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(millrace completion bash)", "  source <(millrace completion zsh)"})
final class CompletionCommand implements Runnable {

    /** Shells whose completion is known. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(paramLabel = "bash|zsh", description = "The shell that will read it.")
    private Shell shell = Shell.BASH;

    /** For picocli. */
    CompletionCommand() {}

    @Override
    public void run() {
        // The script does for both: it turns on bash completion where it finds itself in zsh.
        String script = AutoComplete.bash("millrace", spec.root().commandLine());
        spec.commandLine()
                .getOut()
                .println("# millrace completion for " + shell.name().toLowerCase(Locale.ROOT));
        spec.commandLine().getOut().print(script);
        spec.commandLine().getOut().flush();
    }
}
