package io.millrace.cli;

/** What the command returns to the shell. Stated in every help text that can give it. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNBALANCED = 3;

    /** What a shell reports for a process ended by SIGINT: 128 + 2. The JVM gives it by itself. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
