package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.DropReason;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.RunState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network does to a pipeline, through a real socket: floods, loss, disorder, repeats, rubbish. */
class FloodTest {

    private static final String RAW = "csi.raw->csi";
    private static final int FLOOD = 200_000;
    private static final int CAPACITY = 64;
    private static final String DECODED = "csi->amplitude";

    private static final String EXAMPLE = """
            pipeline: flood
            sources:
              csi: { transport: udp, listen: "127.0.0.1:0", max-packets-per-second-per-sender: 0, rate-hz: 100,
                     decoder: { operator: esp32-csi, grid: ht20 }, %s }
            nodes:
              amplitude:  { operator: csi-amplitude, in: csi }
              carriers:   { operator: subcarrier-select, in: amplitude,
                            indices: [-20, -18, -16, -14, -12, -8, -4, 4, 8, 12, 16, 20] }
              turbulence: { operator: turbulence, in: carriers, normalise: cv }
              quiet:      { operator: hampel, in: turbulence, window-frames: 7, threshold-mad: 5 }
              presence:   { operator: csi-presence, in: quiet, window-frames: 75, skip-frames: 300,
                            calibration-frames: 1200 }
              gate:       { operator: gate, in: presence }
            """;

    private final Gate gate = new Gate(false);

    @Test
    void survivesAFloodWithEveryPacketAccountedFor() throws Exception {
        Packets packets = Packets.ofTheExample();
        int warm = 500;
        int after = 100;
        try (UdpRig rig = UdpRig.start(
                EXAMPLE.formatted("on-disorder: drop, overflow: drop-oldest, capacity: " + CAPACITY), gate)) {
            gate.open();
            for (int i = 0; i < warm; i++) {
                sendAndSeeDecoded(rig, packets.endless(i), i + 1);
            }
            gate.shut();
            long before = usedBytes();

            flood(rig, packets, warm);
            long decoded = rig.edge(DECODED).out();
            assertThat(decoded).isGreaterThan(warm);
            for (int i = 0; i < after; i++) {
                sendAndSeeDecoded(rig, packets.endless(warm + FLOOD + i), decoded + i + 1);
            }
            // Queue, frames and rings hold well under a megabyte; the bound leaves room for the machine's own classes.
            assertThat(usedBytes() - before).as("growth of the heap, bytes").isLessThan(16 << 20);

            RunReport report = rig.drain();
            EdgeCount raw = UdpRig.edge(report, RAW);
            assertThat(report.state()).isEqualTo(RunState.COMPLETED);
            assertThat(raw.in()).isLessThanOrEqualTo(rig.sent());
            assertThat(raw.dropped()).containsOnlyKeys("queue-full-oldest", "not-csi");
            assertThat(raw.out()).isEqualTo(decoded + after);
            assertNothingLostBehind(report, raw.out());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261124, 424242})
    void accountsForLossDisorderRepeatsAndDamage(long seed) throws Exception {
        System.out.println("accountsForLossDisorderRepeatsAndDamage seed=" + seed);
        Packets packets = Packets.ofTheExample();
        Disorder disorder = new Disorder(packets, 5000, seed);
        try (UdpRig rig =
                UdpRig.start(EXAMPLE.formatted("on-disorder: reorder(100ms), overflow: block, capacity: 8192"), gate)) {
            gate.open();
            CompletableFuture<List<Frame>> emitted = rig.run()
                    .port("csi", new EdgePolicy(Overflow.DROP_OLDEST, 8192))
                    .collectList()
                    .toFuture();
            for (byte[] datagram : disorder.datagrams()) {
                rig.sendPaced(datagram);
            }
            rig.until(() -> rig.edge(RAW).in() == rig.sent(), "every datagram to come in");
            RunReport report = rig.drain();

            EdgeCount raw = UdpRig.edge(report, RAW);
            assertThat(raw.in()).isEqualTo(disorder.datagrams().size());
            assertThat(raw.dropped()).as("seed=%d", seed).isEqualTo(disorder.expectedDrops());
            assertThat(raw.out()).isEqualTo(disorder.expectedMicros().size());
            assertNothingLostBehind(report, raw.out());
            assertThat(micros(emitted)).as("seed=%d", seed).isEqualTo(disorder.expectedMicros());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 20261124})
    void dropsRubbishAndGoesOn(long seed) throws IOException {
        System.out.println("dropsRubbishAndGoesOn seed=" + seed);
        Packets packets = Packets.ofTheExample();
        Random random = new Random(seed);
        int rounds = 200;
        try (UdpRig rig = UdpRig.start(
                EXAMPLE.formatted("max-datagram-bytes: 1024, on-disorder: drop, overflow: block, capacity: 512"),
                gate)) {
            gate.open();
            for (int i = 0; i < rounds; i++) {
                rig.sendPaced(noise(random, 1025 + random.nextInt(8000)));
                rig.sendPaced(new byte[0]);
                rig.sendPaced(noise(random, 1));
                rig.sendPaced(noise(random, 2 + random.nextInt(1023)));
                rig.sendPaced(packets.endless(i));
            }
            rig.until(() -> rig.edge(RAW).in() == rig.sent(), "every datagram to come in");
            List<String> known = rig.run().plan().node("csi").contract().drops().stream()
                    .map(DropReason::word)
                    .toList();
            RunReport report = rig.drain();

            EdgeCount raw = UdpRig.edge(report, RAW);
            Map<String, Long> refused = new TreeMap<>(raw.dropped());
            assertThat(refused.remove("oversized")).as("seed=%d", seed).isEqualTo(rounds);
            assertThat(known).as("seed=%d", seed).containsAll(refused.keySet());
            assertThat(refused.get("not-csi")).as("empty ones at least").isGreaterThanOrEqualTo(rounds);
            assertThat(raw.in()).isEqualTo(5L * rounds);
            assertThat(raw.out()).as("seed=%d, dropped=%s", seed, refused).isEqualTo(rounds);
            assertNothingLostBehind(report, rounds);
        }
    }

    private static List<Long> micros(CompletableFuture<List<Frame>> emitted)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Frame> frames = emitted.get(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
        long first = frames.get(0).timeNanos();
        return frames.stream().map(f -> (f.timeNanos() - first) / 1000).toList();
    }

    /** Behind the decoder nothing is dropped, and the end sees every frame. */
    private static void assertNothingLostBehind(RunReport report, long frames) {
        assertThat(report.edges())
                .filteredOn(edge -> !edge.edge().equals(RAW))
                .hasSize(6)
                .allSatisfy(
                        edge -> assertThat(edge).isEqualTo(new EdgeCount(edge.edge(), frames, frames, Map.of(), 0)));
    }

    /** Sends without a pause and looks at the books meanwhile; returns when the socket has run empty. */
    private void flood(UdpRig rig, Packets packets, int from) throws Exception {
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendAll(rig, packets, from, FLOOD));
        rig.until(() -> rig.edge(RAW).dropped().containsKey("queue-full-oldest"), "the queue to overflow");
        gate.open();
        rig.until(
                () -> {
                    assertThat(UdpRig.edge(rig.look(), RAW).inFlight()).isBetween(0L, CAPACITY + 1L);
                    return sender.isDone();
                },
                "the end of the flood");
        sender.get();
        // Datagrams keep their order: what is no CSI, once counted, tells that the flood has left the socket.
        rig.until(
                () -> {
                    sendOne(rig, Packets.bytes("no CSI"));
                    return rig.edge(RAW).dropped().containsKey("not-csi");
                },
                "the socket to run empty");
    }

    private static void sendAndSeeDecoded(UdpRig rig, byte[] packet, long decoded) throws IOException {
        rig.send(packet);
        rig.until(() -> rig.edge(DECODED).out() == decoded, "a packet to be decoded");
    }

    private static void sendAll(UdpRig rig, Packets packets, int from, int count) {
        IntStream.range(from, from + count).forEach(i -> sendOne(rig, packets.endless(i)));
    }

    private static void sendOne(UdpRig rig, byte[] datagram) {
        try {
            rig.send(datagram);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] noise(Random random, int bytes) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return noise;
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
