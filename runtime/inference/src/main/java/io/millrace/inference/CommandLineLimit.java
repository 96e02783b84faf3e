package io.millrace.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps ONNX Runtime from taking the process down: version 1.29 on Linux overruns a page when it opens in a process
 * whose command line is longer than that, and the JVM dies without a word. A class path of many jars is enough.
 */
public final class CommandLineLimit {

    /** Longest command line that is safe, bytes. */
    public static final int MAX_BYTES = 3900;

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private CommandLineLimit() {}

    /**
     * The length of this process's command line.
     *
     * @return bytes, or 0 where the system does not tell
     */
    public static int bytes() {
        try {
            return Files.exists(COMMAND_LINE) ? Files.readAllBytes(COMMAND_LINE).length : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    static boolean allows(Refusals refusals) {
        int bytes = bytes();
        if (bytes > MAX_BYTES) {
            refusals.refuse(
                    "command line is too long for ONNX Runtime",
                    "bytes=" + bytes,
                    "at most " + MAX_BYTES + ": give the class path by the variable CLASSPATH or with wildcards");
        }
        return bytes <= MAX_BYTES;
    }
}
