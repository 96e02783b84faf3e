package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults that only a whole process has: a disk that is full, and being stopped for a while. */
@Timeout(120)
class FaultTest {

    private static final Packets PACKETS = Packets.ofTheExample();

    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("unchecked")
    void aFullDiskEndsTheRecordingAndNotThePipeline() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full: a full disk is not checked");
        Path example = Path.of(Cli.example());
        String pipeline = Files.readString(example.resolve("pipeline.yaml"))
                .replace("activity.onnx", example.resolve("activity.onnx").toString())
                .replace(
                        "simulated-room.csv.gz",
                        example.resolve("simulated-room.csv.gz").toString());
        Files.createSymbolicLink(folder.resolve("full.frames"), Path.of("/dev/full"));
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(
                file,
                pipeline + "  recorder: { transport: file, path: full.frames, in: amplitude, on-failure: detach,"
                        + " overflow: block, capacity: 64 }\n");
        Cli cli = Cli.run("run", file.toString(), "--json", "--speed", "max");
        assertThat(cli.code()).as(cli.err()).isEqualTo(ExitCode.OK);
        Map<String, Object> report = cli.lines().get(cli.lines().size() - 1);
        assertThat(report).containsEntry("state", "completed").containsEntry("balanced", true);
        List<Map<String, Object>> nodes = (List<Map<String, Object>>) report.get("nodes");
        Map<String, Object> recorder = named(nodes, "node", "recorder");
        assertThat(recorder).containsEntry("state", "detached");
        assertThat(String.valueOf(recorder.get("cause")))
                .contains("frame not written: sequence=")
                .endsWith(": No space left on device");
        Map<String, Object> edge =
                named((List<Map<String, Object>>) report.get("edges"), "edge", "amplitude->recorder");
        Map<String, Object> dropped = (Map<String, Object>) edge.get("dropped");
        assertThat(((Number) dropped.get("processor-failed")).longValue()).isEqualTo(1);
        assertThat(((Number) dropped.get("detached")).longValue()).isPositive();
        assertThat(((Number) named(nodes, "node", "presence").get("failures")).longValue())
                .isZero();
    }

    @Test
    void tellsPeopleWhichSinkIsDetachedAndWhy() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full: a full disk is not checked");
        Files.createSymbolicLink(folder.resolve("full.frames"), Path.of("/dev/full"));
        Path rows = folder.resolve("rows.csv");
        Files.writeString(rows, PACKETS.row(0) + "\n" + (PACKETS.row(1) + "\n").repeat(1));
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, """
                pipeline: full
                sources:
                  s: { transport: file, paths: [rows.csv], decoder: esp32-csi, overflow: block, capacity: 4, speed: max }
                sinks:
                  recorder: { transport: file, path: full.frames, in: s, on-failure: detach }
                """);
        Cli cli = Cli.run("run", file.toString());
        assertThat(cli.code()).as(cli.err()).isEqualTo(ExitCode.OK);
        assertThat(cli.out()).contains("recorder is detached because: ", "No space left on device");
    }

    private static Map<String, Object> named(List<Map<String, Object>> all, String key, String name) {
        return all.stream().filter(m -> name.equals(m.get(key))).findFirst().orElseThrow();
    }

    /** Stopped for longer than the join's patience and the watchdog's; what was sent meanwhile waits in the socket. */
    @Test
    @Timeout(180)
    @SuppressWarnings("unchecked")
    void aProcessThatWasStoppedGoesOnWhereItWas() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill: SIGSTOP not checked");
        int[] ports = {freePort(), freePort()};
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, """
                pipeline: stopped
                sources:
                  a: { transport: udp, listen: "127.0.0.1:%d", decoder: esp32-csi, overflow: block, capacity: 64 }
                  b: { transport: udp, listen: "127.0.0.1:%d", decoder: esp32-csi, overflow: block, capacity: 64 }
                nodes:
                  x: { operator: csi-amplitude, in: a }
                  y: { operator: csi-amplitude, in: b }
                  pair: { align: by-order, in: { x: x, y: y }, on-stall: wait(1s), overflow: block, capacity: 64 }
                sinks:
                  out: { transport: file, path: out.frames, in: pair }
                """.formatted(ports[0], ports[1]));
        Process run = LauncherTest.start("run", file.toString(), "--json");
        try (BufferedReader lines = run.inputReader(StandardCharsets.UTF_8);
                DatagramSocket socket = new DatagramSocket()) {
            awaitPairs(lines, 0);
            send(socket, ports[0], 0, 20);
            send(socket, ports[1], 0, 20);
            awaitPairs(lines, 20);
            signal("-STOP", run);
            send(socket, ports[0], 20, 10);
            Thread.sleep(2_500);
            send(socket, ports[1], 20, 10);
            signal("-CONT", run);
            Map<String, Object> status = awaitPairs(lines, 30);
            for (Map<String, Object> edge : (List<Map<String, Object>>) status.get("edges")) {
                if (String.valueOf(edge.get("edge")).endsWith("->terminal")) {
                    continue; // shows what it can
                }
                assertThat((Map<String, Object>) edge.get("dropped"))
                        .as("%s", edge)
                        .isEmpty();
            }
            signal("-TERM", run); // what a shell began in the background ignores SIGINT
            String last = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
            assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
            Map<String, Object> report = new Cli(0, last, "").object();
            assertThat(report).containsEntry("type", "report").containsEntry("balanced", true);
            assertThat((List<Object>) report.get("stalls")).isEmpty();
        } finally {
            run.destroyForcibly();
        }
    }

    private static void signal(String signal, Process process) throws Exception {
        new ProcessBuilder("/bin/kill", signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static void send(DatagramSocket socket, int port, int first, int count) throws IOException {
        for (int i = first; i < first + count; i++) {
            byte[] packet = PACKETS.endless(i);
            socket.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    /** A port that is free now, and hardly taken until it is asked for. */
    private static int freePort() throws IOException {
        try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> awaitPairs(BufferedReader lines, int pairs) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<String, Object> status = new Cli(0, line, "").object();
            if ("status".equals(status.get("type")) && status.get("edges") instanceof List<?> edges) {
                Map<String, Object> out = named((List<Map<String, Object>>) edges, "edge", "pair->out");
                if (((Number) out.get("in")).intValue() >= pairs) {
                    return status;
                }
            }
        }
        throw new AssertionError("the run ended before it had made pairs: expected=" + pairs);
    }
}
