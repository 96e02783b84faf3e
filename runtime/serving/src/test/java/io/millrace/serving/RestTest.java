package io.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.time.SystemClock;
import io.millrace.transport.grpc.Clients;
import io.millrace.transport.grpc.GrpcServer;
import io.millrace.transport.grpc.RestServer;
import io.millrace.transport.grpc.ServerLimits;
import io.millrace.transport.grpc.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KServe v2's REST protocol: the same answers as over gRPC, and a status with a reason for all that is refused. */
class RestTest {

    private static final String INFER = "/v2/models/sums/infer";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    @TempDir
    private Path folder = Path.of("");

    private HttpResponse<String> get(RestServer server, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(server, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(RestServer server, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(server, path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(RestServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static String pair(String data) {
        return "{\"id\":\"7\",\"inputs\":[{\"name\":\"values\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":" + data
                + "}]}";
    }

    @Test
    void describesItself() throws Exception {
        try (Served served = Served.start()) {
            RestServer rest = served.server.rest(0, () -> "up 1\n");
            assertThat(get(rest, "/v2").body()).startsWith("{\"name\":\"millrace\",\"version\":");
            assertThat(get(rest, "/v2/health/live").statusCode()).isEqualTo(200);
            assertThat(get(rest, "/v2/health/ready").body()).isEqualTo("{\"ready\":true}");
            assertThat(get(rest, "/v2/models/sums").body())
                    .contains("\"name\":\"sums\"", "\"versions\":[\"1\"]", "\"datatype\":\"FP32\",\"shape\":[2]");
            assertThat(get(rest, "/v2/models/sums/versions/1/ready").statusCode())
                    .isEqualTo(200);
            assertThat(get(rest, "/v2/models/sums/config").body()).contains("\"backend\":\"millrace\"", "\"dims\":[2]");
            assertThat(get(rest, "/healthz").body()).isEqualTo("ready\n");
            assertThat(get(rest, "/metrics").body()).isEqualTo("up 1\n");
            assertThat(post(rest, "/v2/repository/index", "").body())
                    .contains("\"name\":\"sums\"", "\"state\":\"READY\"");
            assertThat(post(rest, "/v2/repository/models/sums/unload", "{}").statusCode())
                    .isEqualTo(200);
            assertThat(get(rest, "/v2/models/sums/ready").statusCode()).isEqualTo(503);
            assertThat(get(rest, "/healthz").statusCode()).isEqualTo(503);
            assertThat(post(rest, INFER, pair("[1,2]")).statusCode()).isEqualTo(503);
            post(rest, "/v2/repository/models/sums/load", "{}");
            assertThat(get(rest, "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void infersFromNumbersNestedOrFlat() throws Exception {
        try (Served served = Served.start()) {
            RestServer rest = served.server.rest(0, () -> "");
            for (String data : List.of("[1,2.5]", "[[1],[2.5]]")) {
                HttpResponse<String> response = post(rest, INFER, pair(data));
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
                assertThat(response.body())
                        .startsWith("{\"model_name\":\"sums\",\"model_version\":\"1\",\"id\":\"7\",")
                        .contains(
                                "\"outputs\":[{\"name\":\"total\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1.0,2.5]}]");
            }
            assertThat(served.server.counts())
                    .singleElement()
                    .satisfies(counts -> assertThat(counts.succeeded()).isEqualTo(2));
        }
    }

    @Test
    void sequencesCarryTheirStateAsOverGrpc() throws Exception {
        try (Served served = Served.start()) {
            RestServer rest = served.server.rest(0, () -> "");
            for (int k = 1; k <= 3; k++) {
                String parameters =
                        "{\"sequence_id\":42,\"sequence_start\":" + (k == 1) + ",\"sequence_end\":" + (k == 3) + "}";
                String body = pair("[1,2]").replace("{\"id\"", "{\"parameters\":" + parameters + ",\"id\"");
                assertThat(post(rest, INFER, body).body()).contains("\"data\":[" + k + ".0," + 2 * k + ".0]");
            }
        }
    }

    @Test
    void bytesGoBehindTheJsonBothWays() throws Exception {
        try (Served served = Served.start()) {
            RestServer rest = served.server.rest(0, () -> "");
            String json = "{\"inputs\":[{\"name\":\"values\",\"datatype\":\"FP32\",\"shape\":[2],\"parameters\":"
                    + "{\"binary_data_size\":8}}],\"outputs\":[{\"name\":\"total\",\"parameters\":{\"binary_data\":true}}]}";
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
            body.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(3)
                    .putFloat(-0.5f)
                    .array());
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(uri(rest, INFER))
                            .header("Inference-Header-Content-Length", Integer.toString(json.length()))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            int header = Integer.parseInt(response.headers()
                    .firstValue("inference-header-content-length")
                    .orElse("-1"));
            assertThat(new String(response.body(), 0, header, StandardCharsets.UTF_8))
                    .contains("\"parameters\":{\"binary_data_size\":8}")
                    .doesNotContain("\"data\"");
            ByteBuffer values = ByteBuffer.wrap(response.body(), header, 8).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(new float[] {values.getFloat(), values.getFloat()}).containsExactly(3, -0.5f);
        }
    }

    @Test
    void everyRefusalHasAStatusAndAReason() throws Exception {
        try (Served served =
                new Served(ServerSettings.local(0).with(ServerLimits.DEFAULT.withMessages(2048, 0)), Served.sums())) {
            RestServer rest = served.server.rest(0, () -> "");
            refused(get(rest, "/v1/models"), 404, "no such resource: path=/v1/models (expected one of /v2, ");
            refused(get(rest, INFER), 501, "method is not known here: method=GET, path=" + INFER + " (expected POST)");
            refused(
                    post(rest, "/v2/models/other/infer", pair("[1,2]")),
                    404,
                    "no such model: model=other (expected one of [sums])");
            refused(post(rest, INFER, "{"), 400, "body is no JSON: cause=");
            refused(post(rest, INFER, "[]"), 400, "body is no JSON object");
            refused(
                    post(rest, INFER, "[".repeat(1000)),
                    400,
                    "body is no JSON: cause=Document nesting depth (33) exceeds");
            refused(
                    post(rest, INFER, pair("[1]")),
                    400,
                    "contents do not fill the shape: input=values, values=1 (expected 2 for FP32[2])");
            refused(
                    post(rest, INFER, pair("[1,true]")),
                    400,
                    "element does not fit: input=values, datatype=FP32, found=true (expected a number)");
            refused(
                    post(rest, INFER, pair("[1,2]").replace("FP32", "FP31")),
                    400,
                    "datatype not known: datatype=FP31 (expected one of ");
            refused(
                    post(rest, INFER, pair("[1,2]"), "Inference-Header-Content-Length", "9999"),
                    400,
                    "JSON is cut off: inference-header-content-length=9999, body-bytes=");
            refused(
                    post(rest, INFER, pair("[1,2]"), "Content-Encoding", "gzip"),
                    415,
                    "body is compressed: content-encoding=gzip (expected none)");
            refused(
                    post(rest, INFER, pair("[" + "1,".repeat(2000) + "1]")),
                    413,
                    "body is too long (expected at most 2048 bytes)");
            assertThat(post(rest, INFER, pair("[1,2]")).statusCode())
                    .as("it goes on")
                    .isEqualTo(200);
        }
    }

    private static void refused(HttpResponse<String> response, int status, String reason) {
        assertThat(response.body()).contains(reason);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":\"");
    }

    @Test
    void tokensAndPermissionsAreThoseOfGrpc() throws Exception {
        Path file = folder.resolve("clients.yaml");
        Files.writeString(file, """
                clients:
                  reader: { token-sha256: "%s", allow: { sums: [ModelReady] } }
                  former: { token-sha256: "%s", expires: 2020-01-01T00:00:00Z, allow: { "*": ["*"] } }
                """.formatted(Clients.digest("read"), Clients.digest("old")));
        try (Served served = new Served(ServerSettings.local(0).guarded(null, ClientsFile.read(file)), Served.sums())) {
            RestServer rest = served.server.rest(0, () -> "");
            HttpResponse<String> stranger = get(rest, "/v2/models/sums/ready");
            refused(stranger, 401, "credentials are missing (expected the header 'authorization: Bearer TOKEN'");
            assertThat(stranger.headers().firstValue("www-authenticate")).hasValue("Bearer");
            assertThat(get(rest, "/healthz").statusCode())
                    .as("probes know no tokens")
                    .isEqualTo(200);
            refused(
                    post(rest, INFER, pair("[1,2]"), "Authorization", "Bearer old"),
                    401,
                    "token has expired: client=former (expected a newer token)");
            refused(
                    post(rest, INFER, pair("[1,2]"), "Authorization", "Bearer read"),
                    403,
                    "not permitted: client=reader, method=ModelInfer, pipeline=sums");
            HttpResponse<String> metrics = client.send(
                    HttpRequest.newBuilder(uri(rest, "/metrics"))
                            .header("Authorization", "Bearer read")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            refused(metrics, 403, "not permitted: client=reader, method=Metrics");
        }
    }

    @Test
    void overTls() throws Exception {
        Certificates.Pair own = Certificates.make(folder, "localhost");
        ServerSettings settings =
                ServerSettings.local(0).guarded(new ServerSettings.Tls(own.certificate(), own.key(), null), null);
        try (GrpcServer server = GrpcServer.start(settings, List.of(Served.sums()), SystemClock.INSTANCE)) {
            RestServer rest = server.rest(0, () -> "");
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (InputStream in = Files.newInputStream(own.certificate())) {
                store.setCertificateEntry(
                        "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            HttpResponse<String> response = HttpClient.newBuilder()
                    .sslContext(context)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("https://localhost:" + rest.port() + "/healthz"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("ready\n");
        }
    }

    @Test
    void whoTricklesIsSentAwayAndOthersAreNotHeldUp() throws Exception {
        try (Served served = Served.start()) {
            RestServer rest = served.server.rest(0, () -> "", Duration.ofMillis(400));
            try (Socket silent = new Socket("127.0.0.1", rest.port());
                    Socket slow = new Socket("127.0.0.1", rest.port())) {
                slow.getOutputStream()
                        .write("POST /v2/models/sums/infer HTTP/1.1\r\nContent-Length: 100\r\nX:"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(post(rest, INFER, pair("[1,2]")).statusCode()).isEqualTo(200);
                slow.setSoTimeout(20_000);
                silent.setSoTimeout(20_000);
                String said = new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(said)
                        .startsWith("HTTP/1.1 408 ")
                        .contains("request took too long (expected all of it within 0 s)");
                assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 408 ");
            }
            assertThat(post(rest, INFER, pair("[1,2]")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTheirOrder() throws Exception {
        try (Served served = Served.start()) {
            RestServer rest = served.server.rest(0, () -> "");
            StringBuilder all = new StringBuilder();
            for (int k = 0; k < 5; k++) {
                String body = pair("[" + k + ",0]");
                all.append("POST ")
                        .append(INFER)
                        .append(" HTTP/1.1\r\nHost: x\r\nContent-Length: ")
                        .append(body.length());
                all.append(k == 4 ? "\r\nConnection: close" : "")
                        .append("\r\n\r\n")
                        .append(body);
            }
            try (Socket socket = new Socket("127.0.0.1", rest.port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.US_ASCII));
                String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int from = 0;
                for (int k = 0; k < 5; k++) {
                    from = said.indexOf("\"data\":[" + k + ".0,0.0]", from);
                    assertThat(from).as("answer %d of %s", k, said).isNotNegative();
                }
            }
        }
    }

    @Test
    void limitsOfConnectionsAndRateHaveAStatusAndAReason() throws Exception {
        ServerLimits few = ServerLimits.DEFAULT.withConnections(1, 10).withMessages(1 << 16, 3);
        try (Served served = new Served(ServerSettings.local(0).with(few), Served.sums())) {
            RestServer rest = served.server.rest(0, () -> "");
            int refused = 0;
            for (int k = 0; k < 10; k++) {
                HttpResponse<String> response = get(rest, "/v2/health/live");
                if (response.statusCode() == 429) {
                    refused(response, 429, "too many requests (expected at most 3 a second on a connection)");
                    refused++;
                }
            }
            assertThat(refused).isPositive();
            try (Socket second = new Socket("127.0.0.1", rest.port())) {
                second.setSoTimeout(20_000);
                assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 429 ")
                        .contains("too many connections (expected at most 1 at a time)");
            }
        }
    }

    @Test
    void bytesThatAreNoHttpEndTheirConnectionAlone() throws Exception {
        try (Served served = Served.start()) {
            RestServer rest = served.server.rest(0, () -> "", Duration.ofMillis(500));
            for (String nonsense : List.of(
                    "\0\1\2\3\r\n\r\n", "GET " + "/x".repeat(5000) + " HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n")) {
                try (Socket socket = new Socket("127.0.0.1", rest.port())) {
                    socket.setSoTimeout(20_000);
                    socket.getOutputStream().write(nonsense.getBytes(StandardCharsets.ISO_8859_1));
                    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                            .matches("(?s)HTTP/1.1 (400|404|408|414|505) .*");
                } catch (IOException reset) {
                    assertThat(reset).hasMessageContaining("reset");
                }
            }
            assertThat(get(rest, "/healthz").statusCode()).isEqualTo(200);
        }
    }
}
