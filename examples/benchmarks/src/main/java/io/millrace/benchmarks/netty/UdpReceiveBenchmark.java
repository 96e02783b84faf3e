package io.millrace.benchmarks.netty;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One thread sends datagrams of 400 bytes as fast as it can: how many arrive at the end of a pipeline, beside a bare
 * Netty handler with the same channel options. {@code received} and {@code sent} are rates; after each iteration a line
 * tells the share. A pipeline has one thread more than the handler, so on two cores the three compete. What
 * is on its way when an iteration ends counts in the next.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class UdpReceiveBenchmark {

    private static final int DATAGRAM_BYTES = 400;

    @Param({"bare", "block", "drop-oldest"})
    String receiver;

    private Receiver end;
    private DatagramSocket socket;
    private DatagramPacket packet;

    /** Datagrams of one iteration. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Packets {
        public long sent;
        public long received;
        private long before;

        @Setup(Level.Iteration)
        public void begin(UdpReceiveBenchmark benchmark) {
            before = benchmark.end.received();
        }

        @TearDown(Level.Iteration)
        public void tellShare() {
            System.out.printf("received %.1f %% of %d, ", 100.0 * received / sent, sent);
        }
    }

    @Setup
    public void open() throws IOException {
        end = receiver.equals("bare") ? Receiver.bare() : Receiver.pipeline(receiver);
        socket = new DatagramSocket();
        socket.connect(end.address());
        packet = new DatagramPacket(new byte[DATAGRAM_BYTES], DATAGRAM_BYTES);
    }

    @TearDown
    public void close() {
        socket.close();
        end.close();
    }

    @Benchmark
    public void datagram(Packets packets) throws IOException {
        socket.send(packet);
        packets.sent++;
        packets.received = end.received() - packets.before;
    }
}
