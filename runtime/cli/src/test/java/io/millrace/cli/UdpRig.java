package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.time.SystemClock;
import io.millrace.engine.Millrace;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunReport;
import io.millrace.profiles.DeviceProfiles;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A pipeline that listens on a free UDP port, a socket that sends to it, and its books, which balance at every look. */
final class UdpRig implements AutoCloseable {

    private static final long PATIENCE_NANOS = 15_000_000_000L;
    private static final long LOOK_NANOS = 50_000;

    /** Datagrams that may be on their way to the run: far fewer than any socket buffer holds. */
    private static final int ON_THE_WAY = 64;

    private final Run run;
    private final Gate gate;
    // Not connected: a connected socket of the JDK does not send empty datagrams.
    private final DatagramSocket socket = new DatagramSocket();
    private final InetSocketAddress to;
    private long sent;

    private UdpRig(Run run, Gate gate) throws IOException {
        this.run = run;
        this.gate = gate;
        String address = run.address("csi");
        int colon = address.lastIndexOf(':');
        this.to = new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** Starts a pipeline whose source is called csi. */
    static UdpRig start(String pipeline, Gate gate) throws IOException {
        return new UdpRig(
                Millrace.parse("flood.yaml", pipeline)
                        .compile(
                                DeviceProfiles.thisMachine(),
                                Catalog.installed().with(gate))
                        .start(),
                gate);
    }

    Run run() {
        return run;
    }

    /** Datagrams sent so far. */
    long sent() {
        return sent;
    }

    /** Sends at once, whether the run keeps up or not. */
    void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, to));
        sent++;
    }

    /** Sends no faster than the run counts what comes in, so that no socket buffer overflows. */
    void sendPaced(byte[] datagram) throws IOException {
        send(datagram);
        until(() -> edge("csi.raw->csi").in() >= sent - ON_THE_WAY, "the run to take what was sent");
    }

    /** The books of all edges; checks that each balances. */
    RunReport look() {
        RunReport report = run.report();
        assertThat(report.edges())
                .isNotEmpty()
                .allSatisfy(edge ->
                        assertThat(edge.balances()).as("books of %s", edge).isTrue());
        return report;
    }

    /** The books of one edge, without the rest of the report. */
    EdgeCount edge(String id) {
        EdgeCount count = run.books().stream()
                .filter(books -> books.id().equals(id))
                .findAny()
                .orElseThrow(() -> new AssertionError("no such edge: edge=" + id))
                .count();
        assertThat(count.balances()).as("books of %s", count).isTrue();
        return count;
    }

    static EdgeCount edge(RunReport report, String id) {
        return report.edges().stream()
                .filter(edge -> edge.edge().equals(id))
                .findAny()
                .orElseThrow(() -> new AssertionError("no such edge: edge=" + id + ", edges=" + report.edges()));
    }

    /** Looks until something is so. */
    void until(BooleanSupplier condition, String what) {
        long began = SystemClock.INSTANCE.monotonicNanos();
        while (!condition.getAsBoolean()) {
            assertThat(SystemClock.INSTANCE.monotonicNanos() - began)
                    .as("waited for %s: sent=%d, report=%s", what, sent, run.report())
                    .isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Carries what is in flight to its end, and tells what became of everything. */
    RunReport drain() {
        run.drain();
        return end();
    }

    /** Waits for the end, which is near. */
    RunReport end() {
        RunReport report =
                Objects.requireNonNull(run.completion().block(Duration.ofNanos(PATIENCE_NANOS)), "final report");
        assertThat(report.edges()).isNotEmpty().allSatisfy(edge -> {
            assertThat(edge.balances()).as("books of %s", edge).isTrue();
            assertThat(edge.inFlight()).as("in flight on %s", edge).isZero();
        });
        return report;
    }

    @Override
    public void close() {
        socket.close();
        gate.open(); // a test that failed may have left a stage waiting
        run.close();
    }
}
