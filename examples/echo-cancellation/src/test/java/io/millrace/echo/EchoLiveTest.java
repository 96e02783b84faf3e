package io.millrace.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Main;
import io.millrace.speech.Wav;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example with a live pair of streams, through real sockets, watched through Prometheus' page. */
class EchoLiveTest {

    private static final Path EXAMPLE =
            Path.of(System.getProperty(TestData.ROOT_PROPERTY, "../.."), "examples/echo-cancellation");

    private static final int HEADER_BYTES = 44;
    /** 10 ms of 16 bit at 16 kHz. */
    private static final int PACKET_BYTES = 320;

    private static final String[] METRICS = {
        "mic_db",
        "far_db",
        "out_db",
        "erle_db",
        "erle_linear_db",
        "erle_segmental_db",
        "erle_linear_segmental_db",
        "delay_ms",
        "drift_ppm",
        "double_talk",
        "divergences",
        "realignments",
        "far_missing_ms"
    };

    @TempDir
    private Path folder = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Microphone and far end come as datagrams of two senders for as long as it takes to hear the echo go; then the page
     * has every metric of the canceller, and the file less echo than the microphone.
     */
    @Test
    void cancelsWhatComesThroughTwoSocketsAndShowsItToPrometheus() throws Exception {
        Files.copy(EXAMPLE.resolve("pipeline.yaml"), folder.resolve("pipeline.yaml"));
        int mic = freeUdpPort();
        int far = freeUdpPort();
        int page = freeTcpPort();
        StringWriter text = new StringWriter();
        CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> Main.commandLine()
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute(
                        "run",
                        folder.resolve("pipeline.yaml").toString(),
                        "--input=mic=udp://127.0.0.1:" + mic,
                        "--input=far-end=udp://127.0.0.1:" + far,
                        "--metrics-port=" + page,
                        "--duration=9s"));
        byte[] micBytes = Files.readAllBytes(EXAMPLE.resolve("simulated-mic.wav"));
        byte[] farBytes = Files.readAllBytes(EXAMPLE.resolve("simulated-far-end.wav"));
        String seen = "";
        double best = Double.NEGATIVE_INFINITY;
        try (DatagramSocket socket = new DatagramSocket()) {
            while (!run.isDone() && page(page).isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            // The first 7 s are the far end's alone.
            for (int at = 0; !run.isDone(); at++) {
                int from = HEADER_BYTES + PACKET_BYTES * (at % 700);
                send(socket, farBytes, from, far);
                send(socket, micBytes, from, mic);
                TimeUnit.MILLISECONDS.sleep(10);
                if (at % 50 == 49) {
                    String now = page(page);
                    seen = now.isEmpty() ? seen : now;
                    best = Math.max(best, metric(seen, "erle_db"));
                }
            }
        }
        assertThat(run.get(30, TimeUnit.SECONDS)).as(text.toString()).isZero();
        for (String metric : METRICS) {
            assertThat(seen).contains("millrace_node_" + metric + "{node=\"cleaned\",pipeline=\"echo-cancellation\"}");
        }
        assertThat(best).as("echo loss, dB\n" + text).isGreaterThan(6);
        assertThat(Wav.mono(folder.resolve("cleaned.wav")).length).isGreaterThan(16_000);
        assertThat(text.toString()).contains("The books balance on every edge");
    }

    private static void send(DatagramSocket socket, byte[] data, int from, int port) throws IOException {
        socket.send(new DatagramPacket(data, from, PACKET_BYTES, InetAddress.getLoopbackAddress(), port));
    }

    private String page(int port) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException notYet) {
            return "";
        }
    }

    private static double metric(String page, String name) {
        Matcher value = Pattern.compile("(?m)^millrace_node_" + name + "\\{[^}]*} (\\S+)$")
                .matcher(page);
        double found = value.find() ? Double.parseDouble(value.group(1)) : Double.NaN;
        return Double.isNaN(found) ? Double.NEGATIVE_INFINITY : found;
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
