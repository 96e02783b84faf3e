package io.millrace.benchmarks.decoding;

import io.millrace.kernels.decoding.Decoder;
import io.millrace.kernels.decoding.DecoderFile;
import io.millrace.kernels.decoding.Decoders;
import io.millrace.kernels.filter.BesselNorm;
import io.millrace.kernels.filter.BlockFilter;
import io.millrace.kernels.filter.FilterDesign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time from a bin of spike counts to filtered coordinates, call by call, so that percentiles can be read. A tenth of
 * the channels fires in a bin. {@code decoder_numpy.py} beside the benchmarks' README does the same with NumPy.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DecoderBenchmark {

    private static final int BINS = 512;

    /** Number of channels. */
    @Param({"96", "192", "1024"})
    public int channels;

    /** What decodes. */
    @Param({"ann-2d", "ann-3d", "snn-flat", "snn-streaming", "kalman", "wiener"})
    public String topology;

    private final float[] out = new float[2];
    private float[][] bins;
    private Decoder decoder;
    private BlockFilter filter;
    private int next;

    /** Makes a decoder of random weights and a second of spikes. */
    @Setup
    public void open() throws IOException {
        Path path = Files.createTempFile("decoder", ".npz");
        try {
            DecoderFiles.write(path, topology, channels);
            decoder = Decoders.of(DecoderFile.read(path));
        } finally {
            Files.delete(path);
        }
        filter = new BlockFilter(
                FilterDesign.bessel(4, BesselNorm.PHASE).lowPass(6.25, 250), 32, BlockFilter.Variant.LAST, 2);
        Random random = new Random(1);
        bins = new float[BINS][channels];
        for (float[] bin : bins) {
            for (int c = 0; c < channels; c++) {
                bin[c] = random.nextInt(10) == 0 ? 1 : 0;
            }
        }
    }

    /** One bin through decoder and filter. */
    @Benchmark
    public float[] bin() {
        decoder.decode(bins[next], out);
        filter.process(out, out);
        next = next + 1 & BINS - 1;
        return out;
    }
}
