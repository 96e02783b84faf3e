package io.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that we did not write: from PyPI, run as programs of their own. */
class ForeignClientsTest {

    private static final String PYTHON = System.getProperty("millrace.grpc.python", "");

    @ParameterizedTest
    @CsvSource({
        "tritonclient_sequences.py, tritonclient.grpc, tritonclient: 2 unary requests",
        "tritonclient_rest.py, tritonclient.http, tritonclient over HTTP: 23 requests",
        "reflection_and_health.py, grpc_reflection.v1alpha, grpcio: services by reflection"
    })
    void isUnderstood(String script, String module, String says) throws Exception {
        Path python = Path.of(PYTHON.isEmpty() ? "python3" : PYTHON);
        boolean installed = run(python, "-c", "import " + module).status == 0;
        if (!installed) {
            System.out.println("SKIPPED " + script + ": no Python with " + module + " (python3 -m venv VENV && "
                    + "VENV/bin/pip install 'tritonclient[grpc,http]' grpcio-reflection grpcio-health-checking, then "
                    + "-Dmillrace.grpc.python=VENV/bin/python)");
        }
        assumeTrue(installed, "no Python with " + module);
        try (Served served = Served.start()) {
            Path file = Path.of(getClass().getResource("/clients/" + script).toURI());
            int port = script.contains("rest") ? served.server.rest(0, () -> "").port() : served.server.port();
            Ended ended = run(python, file.toString(), "127.0.0.1:" + port);
            assertThat(ended.status).as(ended.said).isZero();
            assertThat(ended.said).contains(says);
        }
    }

    private record Ended(int status, String said) {}

    private static Ended run(Path python, String... arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile("millrace-client", ".log");
        String[] command = new String[arguments.length + 1];
        command[0] = python.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            return new Ended(ended ? process.exitValue() : -1, Files.readString(log, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Ended(-1, String.valueOf(e.getMessage()));
        } finally {
            Files.delete(log);
        }
    }
}
