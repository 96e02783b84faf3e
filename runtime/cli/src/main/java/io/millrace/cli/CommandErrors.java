package io.millrace.cli;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.Words;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a command says, and the exit code, when it cannot do what was asked. */
final class CommandErrors {

    private CommandErrors() {}

    static int usage(ParameterException e) {
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

    static int failed(Exception e, PrintWriter err) {
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
