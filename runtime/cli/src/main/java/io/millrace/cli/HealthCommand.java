package io.millrace.cli;

import io.millrace.api.time.SystemClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace health}. */
@Command(
        name = "health",
        sortOptions = false,
        header = "Ask a running pipeline how it is.",
        description = "Asks /healthz of a pipeline that runs with --metrics-port, or is served with --http-port.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace health",
            "  millrace health --url http://127.0.0.1:8000 --wait 10s   give it time to start",
            "",
            "Exit codes: 0 it runs, 1 it does not."
        })
final class HealthCommand implements Callable<Integer> {

    private static final int PATIENCE_MS = 3000;
    private static final long PAUSE_MS = 50;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where it serves its metrics. Default: http://127.0.0.1:9464.")
    private String url = "http://127.0.0.1:9464";

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = FeedOptions.DurationConverter.class,
            description = "Ask again for so long until it runs. Default: 0s.")
    private Duration patience = Duration.ZERO;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    HealthCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        long until = SystemClock.INSTANCE.monotonicNanos() + patience.toNanos();
        while (true) {
            try {
                String said = ask();
                spec.commandLine().getOut().println(said);
                spec.commandLine().getOut().flush();
                return ExitCode.OK;
            } catch (IOException e) {
                if (SystemClock.INSTANCE.monotonicNanos() - until >= 0) {
                    throw e;
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private String ask() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url + "/healthz").toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MS);
        connection.setReadTimeout(PATIENCE_MS);
        int status;
        try {
            status = connection.getResponseCode();
        } catch (IOException e) {
            throw new IOException(
                    "nothing answers: url=" + url + "/healthz, cause=" + e.getMessage()
                            + " (expected a pipeline that runs with --metrics-port)",
                    e);
        }
        try (InputStream in =
                status == HttpURLConnection.HTTP_OK ? connection.getInputStream() : connection.getErrorStream()) {
            String said = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("pipeline is not well: url=" + url + "/healthz, status=" + status + ", said="
                        + said + " (expected status 200)");
            }
            return said;
        }
    }
}
