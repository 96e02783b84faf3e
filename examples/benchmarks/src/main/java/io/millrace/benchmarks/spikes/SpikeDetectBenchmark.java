package io.millrace.benchmarks.spikes;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.spikes.SpikeDetector;
import io.millrace.operators.spikes.SpikeDetect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * The spike-detect operator on one millisecond of broadband signal: 30 samples of every channel. Held in real time if it
 * takes less than a millisecond; the rest is margin. The signals are Gaussian noise.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class SpikeDetectBenchmark {

    private static final int SAMPLES = 30;
    private static final int BLOCKS = 64;
    private static final DeviceProfile PROFILE =
            new DeviceProfile("bench", "bench", 1, "any", 1L << 30, 1L << 30, List.of("cpu"), 0, Map.of());

    /** Electrodes. */
    @Param({"96", "1024"})
    public int channels;

    /** Common reference. */
    @Param({"NONE", "MEAN", "MEDIAN"})
    public SpikeDetector.Reference reference;

    /** Lower corner of a band up to 6 kHz, Hz; 0 for a signal that was filtered before. */
    @Param({"0", "300"})
    public double highPassHz;

    private final Frame[] blocks = new Frame[BLOCKS];
    private Processor processor;
    private int next;
    private long events;
    private final Emitter emitter = new Emitter() {
        @Override
        public void emit(int output, Frame frame) {
            events += frame.events().count();
        }

        @Override
        public void drop(DropReason reason) {
            throw new IllegalStateException(reason.word());
        }
    };

    @Setup
    public void open() {
        StreamSpec spec = StreamSpec.tensor(ElementType.F32, Axis.of("sample", SAMPLES), Axis.of("channel", channels))
                .withRateHz(1000);
        SpikeDetect.Config settings = new SpikeDetect.Config(
                -4.5,
                reference,
                highPassHz,
                highPassHz > 0 ? 6000 : 0,
                2,
                Duration.ofMillis(1),
                Duration.ofSeconds(1),
                SpikeDetector.Noise.RMS,
                List.of());
        SpikeDetect operator = new SpikeDetect();
        Inputs inputs = new Inputs("bench", Location.BUILDER, Map.of("in", spec), new Problems(), PROFILE);
        Contract contract = operator.contract(settings, inputs);
        processor = operator.open(settings, new OpenContext("bench", List.of(spec), contract, PROFILE));
        Random random = new Random(1);
        Provenance provenance = Provenance.of(Origin.SIMULATED, "bench");
        for (int b = 0; b < BLOCKS; b++) {
            float[] samples = new float[SAMPLES * channels];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (float) (10 * random.nextGaussian());
            }
            blocks[b] = new Frame(b, b * 1_000_000L, 0, 0, Tensor.of(Shape.of(SAMPLES, channels), samples), provenance);
        }
    }

    @Benchmark
    public long millisecond() {
        processor.process(0, blocks[next++ & BLOCKS - 1], emitter);
        return events;
    }
}
