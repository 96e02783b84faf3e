package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code millrace serve}, as its first lines say. */
class ServeTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger code = new AtomicInteger(-1);

    private Thread serve(String... arguments) {
        Thread thread = new Thread(
                () -> code.set(Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments)),
                "serve");
        thread.start();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!out.toString().contains("Ctrl-C to stop")) {
            assertThat(System.nanoTime()).as("%s%s", out, err).isLessThan(end);
            assertThat(thread.isAlive()).as("%s%s", out, err).isTrue();
            LockSupport.parkNanos(10_000_000);
        }
        return thread;
    }

    @Test
    @Timeout(120)
    void servesTheExampleOverHttpAndCountsItsRequests() throws Exception {
        Thread serving = serve(
                "serve",
                Cli.example(),
                "--port",
                "0",
                "--http-port",
                "0",
                "--run",
                "--trace",
                "--set",
                "sources.csi.listen=127.0.0.1:0");
        Matcher at = Pattern.compile("REST, /metrics and /healthz on 127\\.0\\.0\\.1:([0-9]+)")
                .matcher(out.toString());
        assertThat(at.find()).as(out.toString()).isTrue();
        String url = "http://127.0.0.1:" + at.group(1);
        assertThat(get(url + "/healthz").body()).isEqualTo("ready\n");
        assertThat(get(url + "/v2/models/csi-presence").body()).contains("\"name\":\"csi\",\"datatype\":\"BYTES\"");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/v2/models/csi-presence/infer"))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"inputs\":[{\"name\":\"csi\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"no csi\"]}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(get(url + "/metrics").body())
                .contains("millrace_serve_requests_total{pipeline=\"csi-presence\",result=\"succeeded\"} 1.0")
                .contains("millrace_serve_streams 0.0")
                .contains("edge=\"csi->amplitude\"");
        serving.interrupt();
        serving.join(60_000);
        assertThat(code.get()).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("serving csi-presence on 127.0.0.1:")
                .endsWith("stopping" + System.lineSeparator());
        assertThat(err.toString()).as("libraries keep quiet").isEmpty();
    }

    @Test
    void refusesToStandOpenAndOptionsThatNeedOthers() {
        Cli open = Cli.run("serve", Cli.example(), "--host", "0.0.0.0");
        assertThat(open.code()).isEqualTo(ExitCode.USAGE);
        assertThat(open.err())
                .contains("server would be open to other machines: address=/0.0.0.0:8001, tls=no, clients=no")
                .contains("See --tls-cert, --clients, --host and --insecure.");
        Cli half = Cli.run("serve", Cli.example(), "--tls-cert", "server.pem");
        assertThat(half.err())
                .contains(
                        "TLS is half stated: --tls-cert=server.pem, --tls-key=null, --client-ca=null (expected certificate"
                                + " and key)");
        Cli feed = Cli.run("serve", Cli.example(), "--feed", "csi");
        assertThat(feed.err())
                .contains("option needs another: --feed, --checkpoints, --trace (expected --run beside them)");
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
