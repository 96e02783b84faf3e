package io.millrace.cli.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other programs. */
final class Programs {

    private static final int TAIL = 600;
    private static final int PATIENCE_MINUTES = 10;

    private Programs() {}

    static void run(List<String> command, String failure) throws IOException, InterruptedException {
        run(new ProcessBuilder(command), Map.of(), failure);
    }

    /**
     * Runs a program to its end.
     *
     * @param builder what to run
     * @param environment variables for it
     * @param failure what to say if it does not end with 0
     * @throws IOException with the end of what it printed
     */
    static void run(ProcessBuilder builder, Map<String, String> environment, String failure)
            throws IOException, InterruptedException {
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(failure + ", program=" + builder.command().get(0) + ", said="
                    + said.substring(Math.max(0, said.length() - TAIL)));
        }
    }
}
