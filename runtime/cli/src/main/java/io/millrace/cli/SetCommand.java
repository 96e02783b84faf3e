package io.millrace.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace set}. */
@Command(
        name = "set",
        sortOptions = false,
        header = "Change live settings of a node of a pipeline that runs on this machine, or swap its model.",
        description =
                "The change is made between two frames. What is new is opened and checked beside what runs, and takes "
                        + "over its state; if it cannot, or fails at its first frame, nothing has changed. The run's report keeps a "
                        + "line of every change. 'millrace operators NAME' says which settings are live. The pipeline must serve "
                        + "metrics: run --metrics-port.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace run examples/csi-presence --metrics-port 9464",
            "  millrace set presence factor=1.3",
            "  millrace set activity model=retrained.onnx",
            "",
            "Exit codes: 0 changed, 1 refused, or nothing answers there, 2 wrong usage, or no such node or setting."
        })
final class SetCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NODE", description = "Name of the node.")
    private String node = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "New values, spelled as in a file.")
    private List<String> values = List.of();

    @Option(names = "--url", description = "Where it serves its metrics. Default: http://127.0.0.1:9464.")
    private String url = "http://127.0.0.1:9464";

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    SetCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/nodes/" + node))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(changes())))
                .build();
        HttpResponse<String> response;
        try {
            response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new IOException(
                    "nothing answers: url=" + url + " (expected a pipeline that runs with --metrics-port)", e);
        }
        Map<String, Object> said = Json.object(response.body());
        if (response.statusCode() == 200) {
            spec.commandLine().getOut().println(said.get("note"));
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
        spec.commandLine().getErr().println("millrace: " + said.get("error"));
        return response.statusCode() == 400 ? ExitCode.USAGE : ExitCode.FAILED;
    }

    private Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw new UsageException("not a setting: argument=" + value + " (expected KEY=VALUE)");
            }
            changes.put(value.substring(0, equals), absolute(value.substring(equals + 1)));
        }
        return changes;
    }

    /** A file is meant where this command is given, not where the pipeline was started. */
    private static String absolute(String value) {
        try {
            Path path = Path.of(value);
            return Files.isRegularFile(path) ? path.toAbsolutePath().normalize().toString() : value;
        } catch (InvalidPathException e) {
            return value;
        }
    }
}
