package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.RunState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A socket that brings twice what the stage behind it finishes: every policy leaves exactly what it says. */
class SlowStageTest {

    private static final String RAW = "csi.raw->csi";

    private static final String SLOW_STAGE = """
            pipeline: slow-stage
            sources:
              csi: { transport: udp, listen: "127.0.0.1:0", overflow: %s, capacity: 4 }
            nodes:
              gate: { operator: gate, in: csi }
            """;

    private final Gate slow = new Gate(true);

    /**
     * Two datagrams for every frame that the stage finishes, one frame at work and four in the queue. The expected
     * numbers are those that the policy leaves when this is played with pen and paper.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    drop-oldest | queue-full-oldest | 6 | 0 1 2 3 4 6 8 10 12 14 16 17 18 19
                    drop-newest | queue-full-newest | 6 | 0 1 2 3 4 5 6 7 8 10 12 14 16 18
                    latest      | superseded        | 8 | 0 1 2 3 4 9 10 11 12 17 18 19
                    """)
    void dropsWhatThePolicySaysBeforeASlowStage(String policy, String reason, long dropped, String expected)
            throws IOException {
        int datagrams = 20;
        try (UdpRig rig = UdpRig.start(SLOW_STAGE.formatted(policy), slow)) {
            for (int i = 0; i < datagrams; i++) {
                sendToSlowStage(rig, i);
            }
            slow.open();
            RunReport report = rig.drain();

            assertThat(passed()).isEqualTo(expected);
            assertThat(UdpRig.edge(report, RAW))
                    .isEqualTo(new EdgeCount(RAW, datagrams, datagrams - dropped, Map.of(reason, dropped), 0));
        }
    }

    @Test
    void holdsTheSocketBackBeforeASlowStageThatBlocks() throws IOException {
        int datagrams = 20;
        try (UdpRig rig = UdpRig.start(SLOW_STAGE.formatted("block"), slow)) {
            for (int i = 0; i < datagrams; i++) {
                rig.send(Packets.bytes(Integer.toString(i)));
                long finished = (i + 1) / 2;
                if (i % 2 == 1) {
                    slow.letOnePass();
                }
                // One at work and four queued; the rest waits in the socket.
                long taken = Math.min(i + 1, finished + 5);
                rig.until(() -> slow.entered() == finished + 1 && rig.edge(RAW).in() == taken, "room in the queue");
                assertThat(rig.edge(RAW).inFlight()).isLessThanOrEqualTo(5);
            }
            slow.open();
            rig.until(() -> rig.edge(RAW).out() == datagrams, "the socket to run empty");
            RunReport report = rig.drain();

            assertThat(passed()).isEqualTo("0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19");
            assertThat(UdpRig.edge(report, RAW)).isEqualTo(new EdgeCount(RAW, datagrams, datagrams, Map.of(), 0));
        }
    }

    @Test
    void stopsBeforeASlowStageThatMustNotMissAnything() throws IOException {
        try (UdpRig rig = UdpRig.start(SLOW_STAGE.formatted("fail"), slow)) {
            for (int i = 0; i < 9; i++) {
                sendToSlowStage(rig, i);
            }
            rig.send(Packets.bytes("9"));
            rig.until(() -> rig.look().state() == RunState.FAILED, "the run to fail");
            slow.open();
            RunReport report = rig.end();

            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.failure())
                    .isEqualTo("queue is full: edge=" + RAW
                            + ", capacity=4 (expected the consumer to keep up, because the policy is fail)");
            assertThat(passed()).isEqualTo("0 1 2 3 4");
            assertThat(UdpRig.edge(report, RAW))
                    .isEqualTo(new EdgeCount(RAW, 10, 5, Map.of("queue-full", 1L, "cancelled", 4L), 0));
        }
    }

    /** Sends and waits until it was judged; after every second datagram one frame is finished and the next begun. */
    private void sendToSlowStage(UdpRig rig, int number) throws IOException {
        rig.send(Packets.bytes(Integer.toString(number)));
        rig.until(() -> rig.edge(RAW).in() == number + 1, "a datagram to be judged");
        rig.until(() -> slow.entered() == (number + 1) / 2 + (number % 2 == 0 ? 1 : 0), "the stage to be at work");
        if (number % 2 == 1) {
            slow.letOnePass();
            rig.until(() -> slow.entered() == (number + 1) / 2 + 1, "the stage to take the next");
        }
    }

    private String passed() {
        return String.join(
                " ",
                slow.passed().stream()
                        .map(f -> new String(f.tensor().asBytes(), StandardCharsets.US_ASCII))
                        .toList());
    }
}
