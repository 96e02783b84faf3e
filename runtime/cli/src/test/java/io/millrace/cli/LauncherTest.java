package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts, and what only a process of its own can show. */
class LauncherTest {

    private static final long SIGINT = 1L << 1; // signal 2 of a mask that begins with signal 1

    @ParameterizedTest
    @ValueSource(strings = {"millrace", "examples/csi-presence/reproduce"})
    void isSoundBash(String script) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no /bin/bash: scripts not checked");
        Path file = Cli.root().resolve(script);
        assertThat(Files.isExecutable(file)).isTrue();
        Process bash = new ProcessBuilder("/bin/bash", "-n", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
    }

    /** SIGINT drains the run and still prints the whole report. */
    @Test
    void reportsAfterCtrlC() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill: Ctrl-C not checked");
        Assumptions.assumeFalse(
                ignoresInterrupts(), "SIGINT is ignored, as in jobs that a shell began with &: Ctrl-C not checked");
        Process run = start("run", Cli.example(), "--json", "--set", "sources.csi.listen=127.0.0.1:0");
        StringBuilder out = new StringBuilder();
        boolean interrupted = false;
        try (BufferedReader lines = run.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                out.append(line).append('\n');
                if (!interrupted && line.contains("\"type\":\"status\"")) {
                    interrupted = true; // a second signal would end it at once
                    new ProcessBuilder("/bin/kill", "-INT", Long.toString(run.pid()))
                            .start()
                            .waitFor();
                }
                line = lines.readLine();
            }
        }
        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Cli cli = new Cli(run.exitValue(), out.toString(), "");
        assertThat(cli.code()).as(cli.out()).isEqualTo(ExitCode.INTERRUPTED);
        List<Map<String, Object>> all = cli.lines();
        assertThat(all.get(all.size() - 1)).containsEntry("type", "report").containsEntry("balanced", true);
    }

    /** ONNX Runtime takes the JVM down in a process with a long command line; the plan is refused instead. */
    @Test
    void refusesAModelWhereTheCommandLineIsTooLong() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/cmdline")), "no /proc: command line not checked");
        Process plan = start("plan", Cli.example(), "--set", "nodes.quiet.window-frames=" + "0".repeat(5000) + "7");
        String out = new String(plan.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(plan.waitFor()).as(out).isEqualTo(ExitCode.USAGE);
    }

    /** Whether this process, and so its children, were begun with SIGINT ignored, which a JVM leaves as it is. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(
                                line.substring("SigIgn:".length()).trim(), 16))
                        .anyMatch(ignored -> (ignored & SIGINT) != 0);
    }

    /** The command in a process of its own, for two minutes at most: reading from a child cannot be interrupted. */
    static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // Not -cp: ONNX Runtime 1.29 crashes when it opens in a process with a command line of many kilobytes.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        return process;
    }
}
