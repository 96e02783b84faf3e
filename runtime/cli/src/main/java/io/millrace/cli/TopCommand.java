package io.millrace.cli;

import io.millrace.cli.view.TopTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace top}. */
@Command(
        name = "top",
        sortOptions = false,
        header = "Look into a pipeline that runs elsewhere on this machine or another.",
        description =
                "Every node with its rate, what waits before it, its service times, and how far it is behind; once a "
                        + "second, until Ctrl-C. The pipeline must serve metrics: run --metrics-port.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace run examples/csi-presence --metrics-port 9464",
            "  millrace top",
            "  millrace top http://pi.local:9464 --once",
            "",
            "Exit codes: 0 done, 1 nothing answers there."
        })
final class TopCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "Where it serves its metrics. Default: http://127.0.0.1:9464.")
    private String url = "http://127.0.0.1:9464";

    @Option(names = "--once", description = "Print one table and end.")
    private boolean once;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    TopCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean terminal = !System.getProperty("millrace.terminal", "").isEmpty();
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        Map<String, Object> before = Map.of();
        while (true) {
            Map<String, Object> now = status(client);
            if (terminal && !once) {
                out.print("\u001b[H\u001b[2J");
            }
            TopTable.of(now, before).forEach(out::println);
            out.flush();
            if (once || !"running".equals(now.get("state")) || out.checkError()) {
                return ExitCode.OK;
            }
            before = now;
            Thread.sleep(1000);
        }
    }

    private Map<String, Object> status(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/status"))
                .timeout(PATIENCE)
                .build();
        try {
            return Json.object(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (ConnectException e) {
            throw new IOException(
                    "nothing answers: url=" + url + " (expected a pipeline that runs with --metrics-port)", e);
        }
    }
}
