package io.millrace.benchmarks.csi;

import io.millrace.kernels.csi.wire.CsiPacket;
import io.millrace.kernels.csi.wire.CsiParser;
import io.millrace.kernels.csi.wire.ParseResult;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The bundled recording (esp-csi text, 64 sub-carriers a packet) parsed again and again, beside a plain read of the
 * same bytes that does nothing but add them up: the limit that memory sets.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
public class CsiParserBenchmark {

    private final CsiParser parser = new CsiParser();
    private final CsiPacket packet = new CsiPacket();
    private byte[][] records;

    /** What one second brought. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Amount {

        /** Packets that were read. */
        public long packets;

        /** Bytes that were looked at, millions. */
        public double megabytes;

        @Setup(Level.Iteration)
        public void clear() {
            packets = 0;
            megabytes = 0;
        }
    }

    @Setup
    public void load() throws IOException {
        records = Recording.records();
    }

    @Benchmark
    public int parse(Amount amount) {
        int good = 0;
        long bytes = 0;
        for (byte[] record : records) {
            good += parser.parse(record, 0, record.length, packet) == ParseResult.OK ? 1 : 0;
            bytes += record.length;
        }
        amount.packets += good;
        amount.megabytes += bytes / 1e6;
        return good;
    }

    @Benchmark
    public int plainRead(Amount amount) {
        int sum = 0;
        long bytes = 0;
        for (byte[] record : records) {
            for (byte b : record) {
                sum += b;
            }
            bytes += record.length;
        }
        amount.packets += records.length;
        amount.megabytes += bytes / 1e6;
        return sum;
    }
}
