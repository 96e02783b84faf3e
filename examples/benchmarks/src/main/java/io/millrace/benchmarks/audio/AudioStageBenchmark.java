package io.millrace.benchmarks.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.MelScale;
import io.millrace.kernels.fft.Window;
import io.millrace.operators.audio.AudioIstft;
import io.millrace.operators.audio.AudioStft;
import io.millrace.operators.audio.AudioStreams;
import io.millrace.operators.audio.DcRemoval;
import io.millrace.operators.audio.FollowClock;
import io.millrace.operators.audio.Mel;
import io.millrace.operators.audio.Resample;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What each stage costs for 8 ms of audio at 16 kHz, mono: 128 samples, one spectrum of 512. The real-time factor is the
 * time over 8000 µs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
public class AudioStageBenchmark {

    static final int BLOCK = 128;
    static final int RATE_HZ = 16_000;
    private static final long BLOCK_NANOS = 8_000_000;

    private final Provenance provenance = Provenance.of(Origin.SIMULATED, "bench");
    private Tensor samples;
    private Tensor spectrum;
    private long sequence;
    private Node stft;
    private Node istft;
    private Node mel;
    private Node down;
    private Node up;
    private Node followClock;
    private Node dcRemoval;

    @Setup
    public void open() {
        StreamSpec blocks = AudioStreams.blocks(1, BLOCK, RATE_HZ);
        stft = Node.open(new AudioStft(), new AudioStft.Config(512, BLOCK, Window.HANN), blocks);
        istft = Node.open(new AudioIstft(), new AudioIstft.Config(BLOCK, Window.HANN), stft.output());
        mel = Node.open(new Mel(), new Mel.Config(RATE_HZ, 80, 0, 0, MelScale.SLANEY, Mel.Form.DB), stft.output());
        down = Node.open(new Resample(), new Resample.Config(8000), blocks);
        up = Node.open(new Resample(), new Resample.Config(48_000), blocks);
        followClock = Node.open(new FollowClock(), new FollowClock.Config(16), blocks);
        dcRemoval = Node.open(new DcRemoval(), new DcRemoval.Config(20), blocks);
        samples = noise(new Random(1));
        spectrum = stft.feed(frame(samples)).tensor();
    }

    static Tensor noise(Random random) {
        float[] noise = new float[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            noise[i] = (float) (0.1 * random.nextGaussian());
        }
        return Tensor.of(Shape.of(1, BLOCK), noise);
    }

    private Frame frame(Tensor payload) {
        long nanos = sequence * BLOCK_NANOS;
        return new Frame(sequence++, nanos, 0, nanos, payload, provenance);
    }

    @Benchmark
    public Frame stft() {
        return stft.feed(frame(samples));
    }

    @Benchmark
    public Frame istft() {
        return istft.feed(frame(spectrum));
    }

    @Benchmark
    public Frame mel() {
        return mel.feed(frame(spectrum));
    }

    @Benchmark
    public Frame resampleTo8kHz() {
        return down.feed(frame(samples));
    }

    @Benchmark
    public Frame resampleTo48kHz() {
        return up.feed(frame(samples));
    }

    @Benchmark
    public Frame followClock() {
        return followClock.feed(frame(samples));
    }

    @Benchmark
    public Frame dcRemoval() {
        return dcRemoval.feed(frame(samples));
    }
}
