package io.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.Main;
import io.millrace.engine.Millrace;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace set}: a pipeline that runs is changed from outside, and what is wrong with a change is told there. */
class LiveSettingsTest {

    private static final Path EXAMPLE = Path.of(
                    System.getProperty(TestData.ROOT_PROPERTY, "../.."), "examples/csi-presence")
            .toAbsolutePath();
    private static final String PIPELINE = """
            pipeline: changed
            sources:
              csi: { transport: udp, listen: "127.0.0.1:0", decoder: esp32-csi, overflow: drop-oldest, capacity: 64, rate-hz: 100 }
            nodes:
              amplitude: { operator: csi-amplitude, in: csi }
              quiet:     { operator: hampel, in: amplitude, window-frames: 7 }
              window:    { operator: sliding-window, in: amplitude, length-frames: 100, hop-frames: 50 }
              activity:  { model: activity.onnx, in: window, overflow: latest, capacity: 2 }
            """;

    @TempDir
    private Path folder = Path.of("");

    private Run run;
    private MetricsServer server;
    private String url = "";

    /** What a command printed. */
    private record Said(int code, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        Files.copy(EXAMPLE.resolve("activity.onnx"), folder.resolve("activity.onnx"));
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
        run = Millrace.load(file).compile(DeviceProfiles.thisMachine()).start(RunOptions.realTime());
        server = MetricsServer.start(new MetricsAddress("127.0.0.1", 0), run);
        url = "http://127.0.0.1:" + server.port();
    }

    @AfterEach
    void stop() {
        server.close();
        run.close();
    }

    private Said set(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 3];
        all[0] = "set";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--url";
        all[all.length - 1] = url;
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
        return new Said(code, out.toString().strip(), err.toString().strip());
    }

    @Test
    void changesASettingAndSwapsAModel() throws IOException {
        assertThat(set("quiet", "threshold-mad=4"))
                .isEqualTo(new Said(0, "live change: node=quiet, {threshold-mad=4}", ""));
        Path model = Files.copy(EXAMPLE.resolve("activity.onnx"), folder.resolve("other.onnx"));
        assertThat(set("activity", "model=" + model))
                .isEqualTo(new Said(0, "live change: node=activity, {model=" + model + "}", ""));
        assertThat(run.report().notes())
                .containsExactly(
                        "live change: node=quiet, {threshold-mad=4}",
                        "live change: node=activity, {model=" + model + "}");
    }

    @Test
    void tellsWhatIsWrongAndChangesNothing() throws IOException {
        Said wrong = set("quiet", "treshold-mad=4", "window-frames=9");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("unknown key: key=treshold-mad")
                .contains("setting is not live: key=window-frames (expected one of threshold-mad)");
        assertThat(set("nobody", "a=1").err()).contains("no such node: name=nobody");
        assertThat(set("quiet", "threshold-mad").err())
                .contains("not a setting: argument=threshold-mad (expected KEY=VALUE)");
        Path broken = Files.write(folder.resolve("broken.onnx"), new byte[] {1, 2, 3});
        assertThat(set("activity", "model=" + broken).err()).contains("broken.onnx");
        assertThat(run.report().notes()).isEmpty();
    }

    @Test
    void refusesWhatAPageInABrowserCouldSendAndWhatIsTooLong() throws Exception {
        HttpResponse<String> form = post("text/plain", "{\"threshold-mad\": 3}");
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(form.body())
                .contains("content is of another type: content-type=text/plain (expected application/json)");
        HttpResponse<String> nonsense = post("application/json", "threshold-mad");
        assertThat(nonsense.statusCode()).isEqualTo(400);
        assertThat(nonsense.body()).contains("body is no JSON object: cause=").contains("(expected new values by key)");
        HttpResponse<String> huge = post("application/json", "\"" + "x".repeat(70_000) + "\"");
        assertThat(huge.statusCode()).isEqualTo(413);
        assertThat(huge.body()).contains("body is too long (expected at most 65536 bytes)");
        assertThat(run.report().notes()).isEmpty();
    }

    @Test
    void showsTheRunAndRefusesWhatItDoesNotKnow() throws Exception {
        assertThat(get("/metrics").body()).contains("millrace_");
        assertThat(get("/status").body()).contains("\"changed\"");
        assertThat(get("/healthz").body()).isEqualTo("running\n");
        HttpResponse<String> unknown = get("/metric");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .isEqualTo(
                        "{\"error\":\"no such resource (expected one of /metrics, /status, /healthz, /nodes/NODE)\"}");
        HttpResponse<String> read = get("/nodes/quiet");
        assertThat(read.statusCode()).isEqualTo(405);
        assertThat(read.body()).contains("method is not known here: method=GET (expected POST)");
        run.close();
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
    }

    @Test
    void aClientThatTricklesDelaysNobody() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                slow.add(socket);
                socket.getOutputStream()
                        .write("POST /nodes/quiet HTTP/1.1\r\nContent-Length: 100\r\n\r\n{"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(get("/healthz").body()).isEqualTo("running\n");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void saysThatAnAddressIsTaken() {
        assertThatThrownBy(() -> MetricsServer.start(new MetricsAddress("127.0.0.1", server.port()), run))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot serve metrics: host=127.0.0.1, port=" + server.port() + ", cause=")
                .hasMessageEndingWith("(expected a free address: see --metrics-host, --metrics-port)");
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/nodes/quiet"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void saysWhereItLookedInVain() {
        url = "http://127.0.0.1:1";
        assertThat(set("quiet", "threshold-mad=4"))
                .isEqualTo(new Said(
                        1,
                        "",
                        "millrace: nothing answers: url=http://127.0.0.1:1 (expected a pipeline that runs with"
                                + " --metrics-port)"));
    }
}
