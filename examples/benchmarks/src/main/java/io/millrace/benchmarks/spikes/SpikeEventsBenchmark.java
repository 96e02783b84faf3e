package io.millrace.benchmarks.spikes;

import io.millrace.kernels.spikes.SpikeBinner;
import io.millrace.kernels.spikes.SpikeDatagram;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Records of the spike-events layout decoded and counted in 4 ms bins, one record a bin, over and over. Events a second:
 * the inverse of the time of one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
@OperationsPerInvocation(SpikeEventsBenchmark.EVENTS)
public class SpikeEventsBenchmark {

    static final int EVENTS = 100_000;
    private static final long PERIOD = 4_000_000;

    /** Size of the address space. */
    @Param({"96", "1024", "16384"})
    public int channels;

    private final SpikeDatagram datagram = new SpikeDatagram();
    private final byte[][] records = new byte[EVENTS / 100][];
    private final long[] times = new long[100];
    private final int[] address = new int[100];
    private final byte[] polarity = new byte[100];
    private SpikeBinner binner;
    private float[] counts;
    private long round;

    @Setup
    public void make() {
        Random random = new Random(1);
        byte[] ones = new byte[100];
        Arrays.fill(ones, (byte) 1);
        for (int i = 0; i < records.length; i++) {
            long start = i * PERIOD;
            long[] when = random.longs(100, start, start + PERIOD).sorted().toArray();
            int[] where = random.ints(100, 0, channels).toArray();
            records[i] = SpikeDatagram.write(i, channels, start, PERIOD, when, where, ones, new float[0]);
        }
        binner = new SpikeBinner(channels, PERIOD, SpikeBinner.Polarity.ANY, 10);
        counts = new float[channels];
    }

    @Benchmark
    public float decodeAndBin() {
        float sum = 0;
        long shift = round++ * records.length * PERIOD;
        for (byte[] record : records) {
            datagram.read(record, record.length);
            datagram.copyEvents(shift, times, address, polarity);
            binner.begin(times, address, polarity, datagram.events(), datagram.endNanos() + shift);
            while (binner.hasBin()) {
                binner.take(counts);
                sum += counts[0];
            }
        }
        return sum;
    }
}
